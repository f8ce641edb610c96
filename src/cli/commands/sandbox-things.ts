import { Option, type Command } from "commander"
import { sandboxAccountRoute } from "../find-sandbox-account.ts"
import { connectHub } from "../hub-client.ts"
import { json } from "../list-command.ts"
import { table } from "../table.ts"
import type { Terminal } from "../terminal.ts"

interface Page {
  readonly data: readonly Readonly<Record<string, unknown>>[]
  readonly next_cursor: string | null
}

interface Options {
  readonly kind?: string
  readonly status?: string
  readonly parent?: string
  readonly reference?: string
  readonly limit: string
  readonly cursor?: string
  readonly json?: true
}

const COLUMNS = ["kind", "name", "status", "reference", "parent", "next_step_at"] as const

export function addSandboxThings(sandbox: Command, terminal: Terminal): void {
  sandbox
    .command("things <account>")
    .description("what an account holds at its provider: payouts, batches, payments, …")
    .option("--kind <text>", "only of this kind: payout, batch, payment, …")
    .option("--status <text>", "only with this status, in the provider's own word")
    .option("--parent <name>", "only parts of this, a batch for one")
    .option("--reference <text>", "only with this reference")
    .addOption(new Option("--limit <number>", "how many (up to 100)").default("20"))
    .option("--cursor <text>", "go on after a page: its next_cursor")
    .option("--json", "the API's answer")
    .action(async (which: string, { json: asJson, ...query }: Options) => {
      const hub = connectHub(terminal)
      const route = await sandboxAccountRoute(hub, which)
      const page = await hub.get<Page>(`${route}/things`, { ...query })
      terminal.write(asJson === true ? json(page) : pageText(terminal, page))
    })
}

function pageText(terminal: Terminal, page: Page): string {
  if (page.data.length === 0) return "There are no such things.\n"
  const rows = page.data.map((thing) => COLUMNS.map((column) => thing[column]))
  const more = page.next_cursor === null ? "" : `\nMore: --cursor ${page.next_cursor}\n`
  return table(terminal, COLUMNS, rows) + more
}
