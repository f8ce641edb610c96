import type { Command } from "commander"
import { CommandFailure, EXIT } from "../exit.ts"
import { sandboxAccountRoute } from "../find-sandbox-account.ts"
import { connectHub } from "../hub-client.ts"
import { json } from "../list-command.ts"
import { facts, table } from "../table.ts"
import type { Terminal } from "../terminal.ts"
import { typedWords, type WordSchema } from "../typed-words.ts"

interface Action {
  readonly name: string
  readonly summary: string
  readonly args: {
    readonly properties?: Readonly<Record<string, WordSchema>>
    readonly required?: readonly string[]
  }
}

interface Done {
  readonly said: string
  readonly thing: { readonly kind: string; readonly name: string } | null
  readonly detail: Readonly<Record<string, unknown>>
}

export function addSandboxAct(sandbox: Command, terminal: Terminal): void {
  sandbox
    .command("act <account> [action] [arguments...]")
    .description("do something at a provider's dashboard; without a word: what there is to do")
    .option("--json", "the API's answer")
    .addHelpText("after", "\nExample: paidout sandbox act xendit create_payout amount=275000")
    .action(async (which: string, name: string | undefined, words: string[], options: Options) => {
      const hub = connectHub(terminal)
      const route = await sandboxAccountRoute(hub, which)
      const { data: actions } = await hub.get<{ data: readonly Action[] }>(`${route}/actions`)
      if (name === undefined) {
        terminal.write(options.json ? json(actions) : actionsText(terminal, actions))
        return
      }
      const args = typedWords(words, actionNamed(actions, name).args.properties ?? {})
      const done = await hub.post<Done>(`${route}/actions/${name}`, { args })
      terminal.write(options.json ? json(done) : doneText(terminal, done))
    })
}

interface Options {
  readonly json?: true
}

function actionNamed(actions: readonly Action[], name: string): Action {
  const action = actions.find((each) => each.name === name)
  if (action !== undefined) return action
  throw new CommandFailure(EXIT.usage, `There is no ${name} at this provider.`, {
    advice: `There is: ${actions.map((each) => each.name).join(", ")}.`,
  })
}

function actionsText(terminal: Terminal, actions: readonly Action[]): string {
  const rows = actions.map(({ name, summary, args }) => [name, takes(args), summary])
  return table(terminal, ["action", "takes", "what it does"], rows)
}

/** Those that may be left out stand in brackets. */
function takes({ properties = {}, required = [] }: Action["args"]): string {
  return Object.keys(properties)
    .map((name) => (required.includes(name) ? name : `[${name}]`))
    .join(" ")
}

function doneText(terminal: Terminal, { said, thing, detail }: Done): string {
  const told = Object.entries(detail).filter(([, value]) => typeof value !== "object")
  const named = thing === null ? {} : { [thing.kind]: thing.name }
  return `${said}\n\n${facts(terminal, { ...named, ...Object.fromEntries(told) })}`
}
