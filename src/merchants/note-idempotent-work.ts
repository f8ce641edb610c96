import { PaidoutError } from "../errors.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { HeldIdempotencyKey } from "./idempotent-request.ts"

/**
 * Writes down, in the transaction of the change, that the request's work is done. A request that
 * was taken for dead has lost its key to another: then the change must not be made.
 * @throws PaidoutError idempotency_in_progress
 */
export async function noteIdempotentWork(
  queryable: Queryable,
  request: HeldIdempotencyKey & { readonly object: string },
): Promise<void> {
  const { rowCount } = await queryable.query(
    `update idempotency_requests set done_object = coalesce(done_object, $5)
     where merchant_id = $1 and api_key_id = $2 and key = $3 and created_at = $4::timestamptz`,
    [request.merchantId, request.apiKeyId, request.key, request.claimedAt, request.object],
  )
  if (rowCount === 0) throw new PaidoutError("idempotency_in_progress")
}
