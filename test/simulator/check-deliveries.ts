import { idText } from "../../src/ids.ts"
import type { Simulation } from "./simulation.ts"

interface DeliveryRow {
  readonly id: string
  readonly endpoint_id: string
  readonly event_id: string
  readonly state: string
  readonly attempts: number
  readonly kept: number
  readonly numbers: number
  readonly successes: number
  readonly last_outcome: string | null
}

/**
 * Each change is one delivery for each endpoint; what is called delivered was accepted; each attempt
 * that its process lived to record is recorded, and none that was not made; all tries are the same
 * bytes.
 */
export async function checkDeliveries(simulation: Simulation): Promise<readonly string[]> {
  const rows = await simulation.rows<DeliveryRow>(`
    select d.id, d.endpoint_id, d.event_id, d.state, d.attempts,
      count(a.id)::integer as kept, count(distinct a.number)::integer as numbers,
      (count(a.id) filter (where a.outcome = 'success'))::integer as successes,
      (array_agg(a.outcome order by a.number desc))[1] as last_outcome
    from deliveries d
    left join attempts a on a.merchant_id = d.merchant_id and a.delivery_id = d.id
    group by d.merchant_id, d.id, d.endpoint_id, d.event_id, d.state, d.attempts
    order by d.id`)
  const changes = await simulation.rows<{ id: string }>(
    "select id from history where applied and type is not null order by id",
  )
  const { sent, endpoints } = simulation.endpoints
  const sentOf = Map.groupBy(sent, ({ endpointId, webhookId }) => `${endpointId} ${webhookId}`)
  const rowsOf = Map.groupBy(rows, (row) => `${row.endpoint_id} ${row.event_id}`)
  const broken: string[] = []
  for (const { id } of changes) {
    for (const endpoint of endpoints) {
      const made = rowsOf.get(`${endpoint.id} ${id}`)?.length ?? 0
      if (made !== 1) broken.push(`event ${id} has ${made} deliveries for ${endpoint.url}`)
    }
  }
  const told = new Set(changes.map(({ id }) => id))
  for (const row of rows) {
    const name = `delivery ${row.id} (${row.state})`
    const tries = sentOf.get(`${row.endpoint_id} ${idText("event", row.event_id)}`) ?? []
    const ended = tries.filter(({ wasHeard }) => wasHeard)
    const heard = ended.filter(({ by }) => by.state !== "dead").length
    if (!told.has(row.event_id)) broken.push(`${name} is of no change`)
    if (!["delivered", "exhausted", "missed"].includes(row.state))
      broken.push(`${name} is not done`)
    if (row.state === "delivered" && !tries.some(({ wasAccepted }) => wasAccepted)) {
      broken.push(`${name} was accepted by nobody`)
    }
    if (row.state === "delivered" && row.successes === 0) {
      broken.push(`${name} has no attempt that went well`)
    }
    if (row.state === "exhausted" && row.last_outcome !== "failure") {
      broken.push(`${name} does not end with a failure`)
    }
    if (row.kept !== row.attempts || row.numbers !== row.kept) {
      broken.push(`${name} counts ${row.attempts} attempts and keeps ${row.kept}`)
    }
    if (row.kept > ended.length) broken.push(`${name} has attempts that nobody made`)
    if (row.kept < heard) broken.push(`${name} was tried ${heard} times, recorded ${row.kept}`)
    if (new Set(tries.map(({ bodyHash }) => bodyHash)).size > 1) {
      broken.push(`${name} was sent with different bytes`)
    }
  }
  return broken
}
