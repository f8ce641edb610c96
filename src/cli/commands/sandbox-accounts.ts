import type { Command } from "commander"
import { sandboxAccountRoute } from "../find-sandbox-account.ts"
import { connectHub } from "../hub-client.ts"
import { json, makeList } from "../list-command.ts"
import { LISTS } from "../lists.ts"
import { facts, table } from "../table.ts"
import type { Terminal } from "../terminal.ts"

interface Account extends Readonly<Record<string, unknown>> {
  readonly balances: readonly { readonly name: string; readonly amount: unknown }[]
  readonly callbacks: readonly Readonly<Record<string, unknown>>[]
}

const CALLBACK_COLUMNS = ["id", "product", "url", "state"] as const

export function addSandboxAccounts(sandbox: Command, terminal: Terminal): void {
  makeList(sandbox.command("accounts"), terminal, LISTS.sandboxAccounts)
  sandbox
    .command("open <provider>")
    .description("a new account at a simulated provider")
    .option("--name <text>", "what people call it")
    .option("--no-connect", "without a source that gets its webhooks")
    .option("--json", "the API's answer")
    .action(async (provider: string, options: OpenOptions) => {
      const { name, connect } = options
      const body = { provider, connect, ...(name !== undefined && { name }) }
      const account = await connectHub(terminal).post<Account>("/v1/sandbox/accounts", body)
      terminal.write(options.json ? json(account) : accountText(terminal, account))
    })
  sandbox
    .command("account <id>")
    .description("one account: how to reach it, what it has to spend; a provider: the first there")
    .option("--json", "the API's answer")
    .action(async (which: string, options: { json?: true }) => {
      const hub = connectHub(terminal)
      const account = await hub.get<Account>(await sandboxAccountRoute(hub, which))
      terminal.write(options.json ? json(account) : accountText(terminal, account))
    })
}

interface OpenOptions {
  readonly name?: string
  readonly connect: boolean
  readonly json?: true
}

function accountText(terminal: Terminal, account: Account): string {
  const { balances, callbacks, products: _, ...rest } = account
  const money = balances.map(({ name, amount }) => [name, amount])
  const urls = callbacks.map((callback) => CALLBACK_COLUMNS.map((column) => callback[column]))
  return [
    facts(terminal, shown(rest)),
    table(terminal, ["balance", "amount"], money),
    urls.length === 0 ? "Its webhooks go nowhere.\n" : table(terminal, CALLBACK_COLUMNS, urls),
  ].join("\n")
}

/** Empty settings and misbehaviour say nothing. */
function shown(account: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const said = Object.entries(account).filter(
    ([, value]) => typeof value !== "object" || value === null || Object.keys(value).length > 0,
  )
  return Object.fromEntries(said)
}
