import type { Command } from "commander"
import { connectHub } from "../hub-client.ts"
import { addList, json } from "../list-command.ts"
import { HISTORY_COLUMNS, LISTS } from "../lists.ts"
import { facts, table } from "../table.ts"
import type { Terminal } from "../terminal.ts"

type Rows = readonly Readonly<Record<string, unknown>>[]

interface PayoutAnswer extends Readonly<Record<string, unknown>> {
  readonly history?: Rows
  readonly unconfirmed?: Rows
}

const UNCONFIRMED_COLUMNS = ["status", "wire_event", "held_at", "next_at", "finding"] as const

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
  const { history = [], history_truncated: truncated, unconfirmed = [], ...payout } = answer
  const more = truncated === true ? "Older entries are not shown.\n" : ""
  const told = `${facts(terminal, payout)}\n${columns(terminal, HISTORY_COLUMNS, history)}${more}`
  if (unconfirmed.length === 0) return told
  const held = columns(terminal, UNCONFIRMED_COLUMNS, unconfirmed)
  return `${told}\nWaits until the provider's API says the same:\n${held}`
}

function columns(terminal: Terminal, names: readonly string[], rows: Rows): string {
  return table(
    terminal,
    names,
    rows.map((row) => names.map((name) => row[name])),
  )
}
