import type { Queryable } from "../postgres/pool.ts"
import type { IdempotencyKey } from "./claim-idempotency-key.ts"

/** The same request will be answered with this. */
export async function keepIdempotentAnswer(
  queryable: Queryable,
  answer: IdempotencyKey & { readonly status: number; readonly sealed: Buffer },
): Promise<void> {
  await queryable.query(
    `update idempotency_requests set response_status = $4, response_sealed = $5
     where merchant_id = $1 and api_key_id = $2 and key = $3`,
    [answer.merchantId, answer.apiKeyId, answer.key, answer.status, answer.sealed],
  )
}

/** The request changed nothing: the key may be used again. */
export async function freeIdempotencyKey(queryable: Queryable, key: IdempotencyKey): Promise<void> {
  await queryable.query(
    `delete from idempotency_requests
     where merchant_id = $1 and api_key_id = $2 and key = $3 and response_status is null`,
    [key.merchantId, key.apiKeyId, key.key],
  )
}

/** Removes what is older than 24 hours, at most so many; returns how many. */
export async function pruneIdempotencyKeys(
  queryable: Queryable,
  options: { readonly limit: number },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `delete from idempotency_requests where ctid in (
       select ctid from idempotency_requests
       where created_at < paidout_server_now() - interval '24 hours'
       order by created_at limit $1)`,
    [options.limit],
  )
  return rowCount ?? 0
}
