import type { Command } from "commander"
import { connectHub } from "../hub-client.ts"
import { addList, json } from "../list-command.ts"
import { ATTEMPT_COLUMNS, LISTS } from "../lists.ts"
import { facts, table } from "../table.ts"
import type { Terminal } from "../terminal.ts"

type Answer = Readonly<Record<string, unknown>>

interface DeliveryAnswer extends Answer {
  readonly attempts?: unknown
}

export function addDeliveries(program: Command, terminal: Terminal): void {
  const deliveries = program.command("deliveries").description("events on their way to endpoints")
  addList(deliveries, terminal, LISTS.deliveries)
  deliveries
    .command("show <id>")
    .description("one delivery with its attempts")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { json?: true }) => {
      const delivery = await connectHub(terminal).get<DeliveryAnswer>(routeOf(id))
      terminal.write(options.json ? json(delivery) : deliveryText(terminal, delivery))
    })
  deliveries
    .command("resend <id>")
    .description("send the same bytes again, with the same webhook-id")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { json?: true }) => {
      const answer = await connectHub(terminal).post<Answer>(`${routeOf(id)}/resend`, {})
      terminal.write(options.json ? json(answer) : `${id} is queued again.\n`)
    })
}

function deliveryText(
  terminal: Terminal,
  { attempts, attempts_pruned: pruned, ...told }: DeliveryAnswer,
): string {
  const delivery = pruned === 0 ? told : { ...told, attempts_pruned: pruned }
  if (!Array.isArray(attempts)) return facts(terminal, { ...delivery, attempts })
  const rows = (attempts as Answer[]).map((attempt) =>
    ATTEMPT_COLUMNS.map((column) => attempt[column]),
  )
  return `${facts(terminal, delivery)}\n${table(terminal, ATTEMPT_COLUMNS, rows)}`
}

function routeOf(id: string): string {
  return `/v1/deliveries/${encodeURIComponent(id)}`
}
