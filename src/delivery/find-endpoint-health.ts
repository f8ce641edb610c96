import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AttemptCause } from "./attempt-cause.ts"

/** How an endpoint does. */
export interface EndpointHealth {
  /** Since when nothing but failures; null: the last attempts worked, or there were none. */
  readonly failingSince: Date | null
  readonly lastFailure: {
    readonly at: Date
    readonly status: number | null
    readonly cause: AttemptCause
    readonly error: string | null
  } | null
}

const NEVER_FAILED: EndpointHealth = { failingSince: null, lastFailure: null }

export async function findEndpointHealth(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<EndpointHealth> {
  const { merchantId, id } = key
  const health = await findHealthOfEndpoints(queryable, { merchantId, ids: [id] })
  return health(id)
}

/** The health of each of these, by its id. */
export async function findHealthOfEndpoints(
  queryable: Queryable,
  keys: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<(id: string) => EndpointHealth> {
  const { rows } = await queryable.query<{
    endpoint_id: string
    failing_since: Date | null
    last_failed_at: Date | null
    last_status: number | null
    last_cause: AttemptCause | null
    last_error: string | null
  }>(
    `select endpoint_id, failing_since, last_failed_at, last_status, last_cause, last_error
     from endpoint_health
     where merchant_id = $1 and endpoint_id = any ($2::uuid[])`,
    [keys.merchantId, plainArray(keys.ids)],
  )
  const health = new Map<string, EndpointHealth>()
  for (const row of rows) {
    const { last_failed_at: at, last_cause: cause } = row
    health.set(row.endpoint_id, {
      failingSince: row.failing_since,
      lastFailure:
        at === null || cause === null
          ? null
          : { at, status: row.last_status, cause, error: row.last_error },
    })
  }
  return (id) => health.get(id) ?? NEVER_FAILED
}
