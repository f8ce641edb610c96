import type { Queryable } from "../postgres/pool.ts"

export interface FailingEndpoint {
  readonly id: string
  readonly url: string
  readonly failingSince: Date
  readonly lastStatus: number | null
  readonly lastCause: string | null
  readonly lastError: string | null
}

interface FailingRow {
  readonly id: string
  readonly url: string
  readonly failing_since: Date
  readonly last_status: number | null
  readonly last_cause: string | null
  readonly last_error: string | null
  readonly found: string
}

/** Active endpoints whose last attempts failed, the one that fails longest first. */
export async function listFailingEndpoints(
  queryable: Queryable,
  merchantId: string,
  limit: number,
): Promise<{ readonly count: number; readonly examples: readonly FailingEndpoint[] }> {
  const { rows } = await queryable.query<FailingRow>(
    `select e.id, e.url, h.failing_since, h.last_status, h.last_cause, h.last_error,
       count(*) over () as found
     from endpoint_health h
     join endpoints e on e.merchant_id = h.merchant_id and e.id = h.endpoint_id
     where h.merchant_id = $1 and h.failing_since is not null and e.state = 'active'
       and e.deleted_at is null
     order by h.failing_since
     limit $2`,
    [merchantId, limit],
  )
  return {
    count: Number(rows[0]?.found ?? 0),
    examples: rows.map((row) => ({
      id: row.id,
      url: row.url,
      failingSince: row.failing_since,
      lastStatus: row.last_status,
      lastCause: row.last_cause,
      lastError: row.last_error,
    })),
  }
}
