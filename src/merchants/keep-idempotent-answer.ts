import type { Queryable } from "../postgres/pool.ts"
import type { HeldIdempotencyKey } from "./idempotent-request.ts"

/** The same request will be answered with this. */
export async function keepIdempotentAnswer(
  queryable: Queryable,
  answer: HeldIdempotencyKey & { readonly status: number; readonly sealed: Buffer },
): Promise<void> {
  await queryable.query(
    `update idempotency_requests set response_status = $5, response_sealed = $6
     where merchant_id = $1 and api_key_id = $2 and key = $3 and created_at = $4::timestamptz`,
    [
      answer.merchantId,
      answer.apiKeyId,
      answer.key,
      answer.claimedAt,
      answer.status,
      answer.sealed,
    ],
  )
}

/** The key of a request that failed may be used again, unless something was changed before that. */
export async function freeIdempotencyKey(
  queryable: Queryable,
  key: HeldIdempotencyKey,
): Promise<void> {
  await queryable.query(
    `delete from idempotency_requests
     where merchant_id = $1 and api_key_id = $2 and key = $3 and created_at = $4::timestamptz
       and response_status is null and done_object is null`,
    [key.merchantId, key.apiKeyId, key.key, key.claimedAt],
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
