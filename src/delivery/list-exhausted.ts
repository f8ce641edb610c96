import type { Queryable } from "../postgres/pool.ts"
import type { TimeSpan } from "../time-span.ts"

export interface ExhaustedDelivery {
  readonly id: string
  readonly endpointId: string
  readonly url: string
  readonly type: string
  readonly lastStatus: number | null
  readonly lastCause: string | null
}

interface ExhaustedRow {
  readonly id: string
  readonly endpoint_id: string
  readonly url: string
  readonly type: string
  readonly last_status: number | null
  readonly last_cause: string | null
  readonly found: string
}

/** Failures of the time that are looked at; with more, the count is only a lower bound. */
const failuresMax = 50_000

/**
 * Deliveries that were given up within the time and are still exhausted: each ended with a failed
 * attempt, and failed attempts have an index of their own.
 */
export async function listExhausted(
  queryable: Queryable,
  merchantId: string,
  options: { readonly span: TimeSpan; readonly limit: number },
): Promise<{ readonly count: number; readonly examples: readonly ExhaustedDelivery[] }> {
  const { from, to, idsFrom, idsTo } = options.span
  const { rows } = await queryable.query<ExhaustedRow>(
    `with failed as materialized (
       select distinct delivery_id from (
         select delivery_id from attempts
         where merchant_id = $1 and id >= uuid_at($2) and id < uuid_at($3) and outcome = 'failure'
         order by id desc
         limit $6
       ) as latest
     )
     select d.id, d.endpoint_id, e.url, d.type, d.last_status, d.last_cause,
       count(*) over () as found
     from failed
     join deliveries d on d.merchant_id = $1 and d.id = failed.delivery_id
     join endpoints e on e.merchant_id = $1 and e.id = d.endpoint_id
     where d.state = 'exhausted' and d.finished_at >= $4 and d.finished_at < $5
     order by d.finished_at desc
     limit $7`,
    [merchantId, idsFrom, idsTo, from, to, failuresMax, options.limit],
  )
  return {
    count: Number(rows[0]?.found ?? 0),
    examples: rows.map((row) => ({
      id: row.id,
      endpointId: row.endpoint_id,
      url: row.url,
      type: row.type,
      lastStatus: row.last_status,
      lastCause: row.last_cause,
    })),
  }
}
