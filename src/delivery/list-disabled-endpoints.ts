import type { Queryable } from "../postgres/pool.ts"
import type { DisabledReason } from "./endpoint.ts"

export interface DisabledEndpoint {
  readonly id: string
  readonly url: string
  readonly reason: Exclude<DisabledReason, "operator">
  readonly lastError: string | null
}

interface DisabledRow {
  readonly id: string
  readonly url: string
  readonly disabled_reason: DisabledEndpoint["reason"]
  readonly last_error: string | null
  readonly found: string
}

/** Endpoints that Paidout disabled by itself; what an operator disables is meant to be. */
export async function listDisabledEndpoints(
  queryable: Queryable,
  merchantId: string,
  limit: number,
): Promise<{ readonly count: number; readonly examples: readonly DisabledEndpoint[] }> {
  const { rows } = await queryable.query<DisabledRow>(
    `select e.id, e.url, e.disabled_reason, h.last_error, count(*) over () as found
     from endpoints e
     left join endpoint_health h on h.merchant_id = e.merchant_id and h.endpoint_id = e.id
     where e.merchant_id = $1 and e.state = 'disabled' and e.disabled_reason <> 'operator'
       and e.deleted_at is null
     order by e.updated_at desc
     limit $2`,
    [merchantId, limit],
  )
  return {
    count: Number(rows[0]?.found ?? 0),
    examples: rows.map((row) => ({
      id: row.id,
      url: row.url,
      reason: row.disabled_reason,
      lastError: row.last_error,
    })),
  }
}
