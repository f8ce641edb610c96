import { setTimeout as sleep } from "node:timers/promises"
import { Option, type Command } from "commander"
import { sandboxAccountRoute } from "../find-sandbox-account.ts"
import { connectHub, type HubClient } from "../hub-client.ts"
import { json } from "../list-command.ts"
import { printable } from "../printable.ts"
import type { Terminal } from "../terminal.ts"

interface Line {
  readonly id: string
  readonly kind: string
  readonly said: string
  readonly thing: { readonly kind: string; readonly name: string } | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly at: string
}

interface Options {
  readonly thing?: string
  readonly run?: string
  readonly limit: string
  readonly follow?: true
  readonly json?: true
}

const LOOK_EVERY_MS = 500

export function addSandboxStory(sandbox: Command, terminal: Terminal): void {
  sandbox
    .command("story <account>")
    .description("what has happened at a simulated provider, the newest last")
    .option("--thing <name>", "only of this payout, batch, …")
    .option("--run <id>", "only of this run of a scenario")
    .addOption(new Option("--limit <number>", "how many lines (up to 100)").default("20"))
    .option("--follow", "go on with what happens, until Ctrl-C")
    .option("--json", "a line of JSON each")
    .action(async (which: string, options: Options) => {
      const hub = connectHub(terminal)
      const route = `${await sandboxAccountRoute(hub, which)}/story`
      const { thing, run, limit } = options
      const { data } = await hub.get<{ data: readonly Line[] }>(route, { thing, run, limit })
      const lines = data.toReversed()
      for (const line of lines) terminal.write(written(line, options))
      if (options.follow === true) {
        await follow(terminal, hub, { route, options, last: lines.at(-1)?.id })
      } else if (lines.length === 0) terminal.write("Nothing has happened there.\n")
    })
}

/** A story that has not begun is looked at from its beginning. */
async function follow(
  terminal: Terminal,
  hub: HubClient,
  from: {
    readonly route: string
    readonly options: Options
    readonly last: string | undefined
  },
): Promise<void> {
  const ended = new AbortController()
  const forget = terminal.onInterrupt(() => ended.abort())
  const { thing, run } = from.options
  let last = from.last
  while (!ended.signal.aborted) {
    await sleep(LOOK_EVERY_MS, undefined, { signal: ended.signal }).catch(() => {})
    const after = last === undefined ? { limit: "100" } : { after: last }
    const { data } = await hub.get<{ data: readonly Line[] }>(from.route, { thing, run, ...after })
    const lines = last === undefined ? data.toReversed() : data
    for (const line of lines) terminal.write(written(line, from.options))
    last = lines.at(-1)?.id ?? last
  }
  forget()
}

function written(line: Line, options: Options): string {
  if (options.json === true) return `${json(line).replaceAll(/\n\s*/g, " ").trim()}\n`
  const { at, kind, said, thing, detail } = line
  const about = thing === null ? "" : ` ${thing.kind} ${thing.name}`
  const told = Object.entries(detail)
    .filter(([, value]) => value !== null && typeof value !== "object")
    .map(([name, value]) => ` ${name}=${String(value)}`)
  const text = `${at}  ${kind.padEnd(12)} ${said}${about}${told.join("")}`
  return `${printable(text).replaceAll("\n", " ")}\n`
}
