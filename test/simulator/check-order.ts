import { idText } from "../../src/ids.ts"
import type { Simulation } from "./simulation.ts"

interface OrderedRow {
  readonly endpoint_id: string
  readonly subject_id: string
  readonly event_id: string
  readonly sequence: number
  readonly never_ended: boolean
}

/**
 * Where the order matters, an event is first tried after the one before it was accepted. Not held
 * against it: what was exhausted or missed once, since that is resent after what came behind it.
 */
export async function checkOrder(simulation: Simulation): Promise<readonly string[]> {
  const { endpoints, sent } = simulation.endpoints
  const ordered = endpoints.filter(({ isOrdered }) => isOrdered).map(({ id }) => id)
  const rows = await simulation.rows<OrderedRow>(
    `select d.endpoint_id, d.subject_id, d.event_id, d.sequence,
       d.state = 'delivered' and not exists (
         select from audit_log l where l.action like '%resend%'
       ) as never_ended
     from deliveries d where d.endpoint_id = any ($1::uuid[])
     order by d.endpoint_id, d.subject_id, d.sequence`,
    [ordered],
  )
  const first = new Map<string, number>()
  const accepted = new Map<string, number>()
  for (const [at, each] of sent.entries()) {
    const key = `${each.endpointId} ${each.webhookId}`
    if (!first.has(key)) first.set(key, at)
    if (each.wasAccepted && !accepted.has(key)) accepted.set(key, at)
  }
  return rows.flatMap((row, index) => {
    const next = rows[index + 1]
    const isPair =
      next !== undefined &&
      next.endpoint_id === row.endpoint_id &&
      next.subject_id === row.subject_id &&
      row.never_ended
    if (!isPair) return []
    const keyOf = (each: OrderedRow) => `${each.endpoint_id} ${idText("event", each.event_id)}`
    const begunAt = first.get(keyOf(next)) ?? Infinity
    const doneAt = accepted.get(keyOf(row)) ?? Infinity
    return begunAt < doneAt
      ? [`event ${next.event_id} went out before ${row.event_id}, which comes before it`]
      : []
  })
}
