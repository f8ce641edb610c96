import { plainArray } from "../postgres/array-parameter.ts"
import { candidateValues, idRange, type Candidates } from "../postgres/bounded-page.ts"
import type { DeliveryPage } from "./delivery-page.ts"

/**
 * The ways to the deliveries of a merchant, each along one index, newest first: $1 the merchant, $2
 * to $4 the range of ids, $5 what the way goes by, $6 how many are looked at.
 */
const CANDIDATES = {
  all: `select * from deliveries
    where merchant_id = $1 and $5::text is null and ${idRange("id")}
    order by id desc limit $6`,
  subject: `select * from deliveries
    where subject_id = $5::uuid and merchant_id is not distinct from $1 and ${idRange("id")}
    order by id desc limit $6`,
  endpoint: `select * from deliveries
    where endpoint_id = $5::uuid and merchant_id is not distinct from $1 and ${idRange("id")}
    order by id desc limit $6`,
  // Each endpoint's newest: together the newest of all.
  endpoints: `select of_endpoint.* from unnest($5::uuid[]) as e (id)
    cross join lateral (
      select * from deliveries
      where endpoint_id = e.id and merchant_id is not distinct from $1 and ${idRange("deliveries.id")}
      order by id desc limit $6
    ) as of_endpoint
    order by of_endpoint.id desc limit $6`,
  // What still waits to be sent is found in the queue, not among all that was ever sent.
  queue: `select d.merchant_id, queued.id, d.endpoint_id, d.event_id, d.type, d.wire_event,
      d.subject, d.subject_id, d.sequence, d.state, d.attempts, d.last_status, d.last_cause,
      d.created_at, d.finished_at, d.format
    from (
      select delivery_id as id from due_deliveries
      where merchant_id = $1 and $5::text is null and ${idRange("delivery_id")}
      order by delivery_id desc limit $6
    ) as queued
    cross join lateral (
      select * from deliveries where merchant_id = $1 and id = queued.id offset 0
    ) as d
    order by queued.id desc`,
} as const satisfies Record<string, string>

export function deliveryCandidates(page: DeliveryPage): Candidates {
  const { subjectId, endpointId, endpointIds, state } = page
  const ways: readonly (readonly [keyof typeof CANDIDATES, string | null | undefined])[] = [
    ["subject", subjectId],
    ["queue", state === "queued" || state === "retrying" ? null : undefined],
    ["endpoint", endpointId],
    ["endpoints", endpointIds === undefined ? undefined : plainArray(endpointIds)],
  ]
  const [way, key = null] = ways.find(([, value]) => value !== undefined) ?? ["all"]
  const { createdAfter: from, createdBefore: to } = page
  return { sql: CANDIDATES[way], values: candidateValues(page, { from, to, key }) }
}
