import { Option, type Command } from "commander"
import { sandboxAccountRoute } from "../find-sandbox-account.ts"
import { connectHub } from "../hub-client.ts"
import { json } from "../list-command.ts"
import { table } from "../table.ts"
import type { Terminal } from "../terminal.ts"

interface Webhook extends Readonly<Record<string, unknown>> {
  readonly thing: { readonly name: string } | null
}

interface Page {
  readonly data: readonly Webhook[]
  readonly next_cursor: string | null
}

interface Options {
  readonly state?: string
  readonly limit: string
  readonly cursor?: string
  readonly json?: true
}

const COLUMNS = ["id", "wire_event", "thing", "state", "attempt_count", "last_status"] as const

export function addSandboxWebhooks(sandbox: Command, terminal: Terminal): void {
  sandbox
    .command("webhooks <account>")
    .description("what an account has sent, and how it was answered")
    .option("--state <state>", "queued, retrying, delivered, exhausted, discarded or missed")
    .addOption(new Option("--limit <number>", "how many (up to 100)").default("20"))
    .option("--cursor <text>", "go on after a page: its next_cursor")
    .option("--json", "the API's answer")
    .action(async (which: string, { json: asJson, ...query }: Options) => {
      const hub = connectHub(terminal)
      const route = await sandboxAccountRoute(hub, which)
      const page = await hub.get<Page>(`${route}/webhooks`, { ...query })
      terminal.write(asJson === true ? json(page) : pageText(terminal, page))
    })
  sandbox
    .command("resend <account> <webhook>")
    .description("send a webhook again, also one that was swallowed")
    .action(async (which: string, id: string) => {
      const hub = connectHub(terminal)
      const route = await sandboxAccountRoute(hub, which)
      await hub.post<object>(`${route}/webhooks/${encodeURIComponent(id)}/resend`, {})
      terminal.write(`${id} is sent again.\n`)
    })
}

function pageText(terminal: Terminal, page: Page): string {
  if (page.data.length === 0) return "There are no such webhooks.\n"
  const rows = page.data.map((webhook) =>
    COLUMNS.map((column) => (column === "thing" ? webhook.thing?.name : webhook[column])),
  )
  const more = page.next_cursor === null ? "" : `\nMore: --cursor ${page.next_cursor}\n`
  return table(terminal, COLUMNS, rows) + more
}
