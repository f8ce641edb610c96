import type { Command } from "commander"
import { CommandFailure, EXIT } from "../exit.ts"
import { sandboxAccountRoute } from "../find-sandbox-account.ts"
import { connectHub } from "../hub-client.ts"
import { json } from "../list-command.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

interface Account {
  readonly seed: number
  readonly misbehaviour: Readonly<Record<string, number>>
}

interface Options {
  readonly seed?: string
  readonly json?: true
}

export function addSandboxMisbehave(sandbox: Command, terminal: Terminal): void {
  sandbox
    .command("misbehave <account> [kinds...]")
    .description("what goes wrong on demand; with kind=chance: change that; none: nothing any more")
    .option("--seed <number>", "decides when: the same seed gives the same story")
    .option("--json", "the API's answer")
    .addHelpText(
      "after",
      "\nExamples: paidout sandbox misbehave xendit duplicate=0.5 delay=1 delay_seconds_max=60" +
        "\n          paidout sandbox misbehave xendit duplicate=0" +
        "\n          paidout sandbox misbehave xendit none" +
        "\nKinds: duplicate, delay, reorder, drop, wrong_token, truncate, wrong_amount," +
        "\nfailed_after_succeeded, reverse, api_down, api_slow.",
    )
    .action(async (which: string, kinds: readonly string[], options: Options) => {
      const hub = connectHub(terminal)
      const route = await sandboxAccountRoute(hub, which)
      const before = await hub.get<Account>(route)
      const change = changeOf(before, kinds, options)
      const account =
        Object.keys(change).length === 0 ? before : await hub.patch<Account>(route, change)
      terminal.write(options.json ? json(account) : accountText(terminal, account))
    })
}

function changeOf(before: Account, kinds: readonly string[], { seed }: Options): object {
  const misbehaviour =
    kinds.length === 1 && kinds[0] === "none"
      ? Object.fromEntries(Object.keys(before.misbehaviour).map((kind) => [kind, null]))
      : Object.fromEntries(kinds.map(chanceOf))
  return {
    ...(Object.keys(misbehaviour).length > 0 && { misbehaviour }),
    ...(seed !== undefined && { seed: numberOf("--seed", seed) }),
  }
}

/** Zero is never, which is said by leaving it out. */
function chanceOf(word: string): readonly [string, number | null] {
  const [, kind, text] = /^([a-z_]+)=(.+)$/.exec(word) ?? []
  if (kind === undefined || text === undefined) {
    throw new CommandFailure(EXIT.usage, `"${word}" is no kind=chance, like duplicate=0.5.`)
  }
  const chance = numberOf(kind, text)
  return [kind, chance === 0 ? null : chance]
}

function numberOf(name: string, text: string): number {
  const number = Number(text)
  if (text.trim() !== "" && Number.isFinite(number)) return number
  throw new CommandFailure(EXIT.usage, `${name} takes a number, not "${text}".`)
}

function accountText(terminal: Terminal, { seed, misbehaviour }: Account): string {
  if (Object.keys(misbehaviour).length === 0) return `Nothing goes wrong there. Seed ${seed}.\n`
  return facts(terminal, { ...misbehaviour, seed })
}
