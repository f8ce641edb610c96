import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

export interface EndpointBacklog {
  readonly endpointId: string
  /** Deliveries that are to be sent, retries too; at most `limit` are counted. */
  readonly backlog: number
  /** Since when the one that waits longest could have been sent; null: none is overdue. */
  readonly oldestDueAt: Date | null
  readonly lastStatus: number | null
  readonly lastCause: string | null
}

/** By index probes only, of each endpoint. */
export async function findEndpointBacklogs(
  queryable: Queryable,
  merchantId: string,
  look: { readonly ids: readonly string[]; readonly limit: number },
): Promise<readonly EndpointBacklog[]> {
  const { rows } = await queryable.query<EndpointBacklog>({
    name: "find_endpoint_backlogs",
    text: `
      select e.id as "endpointId", queue.count as backlog, head.due_at as "oldestDueAt",
        last.last_status as "lastStatus", last.last_cause as "lastCause"
      from unnest($2::uuid[]) as e (id)
      cross join lateral (
        select count(*)::integer as count from (
          select from due_deliveries as d
          where d.endpoint_id = e.id and d.merchant_id is not distinct from $1
          limit $3
        ) as waiting
      ) as queue
      left join lateral (
        select min(h.due_at) as due_at from unnest(array[false, true]) as kind (is_bulk)
        cross join lateral (
          select d.due_at from due_deliveries as d
          where d.endpoint_id = e.id and d.is_bulk = kind.is_bulk
            and d.merchant_id is not distinct from $1 and d.due_at <= paidout_now()
          order by d.due_at
          limit 1
        ) as h
      ) as head on true
      left join lateral (
        select d.last_status, d.last_cause from (
          select id, merchant_id, last_status, last_cause, attempts from deliveries as newest
          where newest.endpoint_id = e.id and newest.merchant_id is not distinct from $1
          order by id desc
          limit 20
        ) as d
        where d.attempts > 0
        order by d.id desc
        limit 1
      ) as last on true`,
    values: [merchantId, plainArray(look.ids), look.limit],
  })
  return rows
}
