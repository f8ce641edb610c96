import type { Command } from "commander"
import { connectHub } from "../hub-client.ts"
import { addList, json } from "../list-command.ts"
import { HISTORY_COLUMNS, LISTS } from "../lists.ts"
import { facts, table } from "../table.ts"
import type { Terminal } from "../terminal.ts"

interface PayoutAnswer extends Readonly<Record<string, unknown>> {
  readonly history?: readonly Readonly<Record<string, unknown>>[]
}

export function addPayouts(program: Command, terminal: Terminal): void {
  const payouts = program.command("payouts").description("payouts and where each stands")
  addList(payouts, terminal, LISTS.payouts)
  payouts
    .command("show <id>")
    .description("one payout with its history")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { json?: true }) => {
      const route = `/v1/payouts/${encodeURIComponent(id)}`
      const payout = await connectHub(terminal).get<PayoutAnswer>(route)
      terminal.write(options.json ? json(payout) : payoutText(terminal, payout))
    })
}

function payoutText(terminal: Terminal, answer: PayoutAnswer): string {
  const { history = [], history_truncated: truncated, ...payout } = answer
  const rows = history.map((entry) => HISTORY_COLUMNS.map((column) => entry[column]))
  const more = truncated === true ? "Older entries are not shown.\n" : ""
  return `${facts(terminal, payout)}\n${table(terminal, HISTORY_COLUMNS, rows)}${more}`
}
