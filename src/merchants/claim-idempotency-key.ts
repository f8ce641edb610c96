import type { Queryable } from "../postgres/pool.ts"

export interface IdempotencyKey {
  readonly merchantId: string
  readonly apiKeyId: string
  readonly key: string
}

export type IdempotencyClaim =
  /** Ours: run the request, then keep its answer or give the key back. */
  | { readonly outcome: "claimed"; readonly claimedAt: string }
  | { readonly outcome: "in_progress" }
  /** Used with another request. */
  | { readonly outcome: "reused" }
  /** Its work was done, and who did it died or failed before the answer was kept. */
  | { readonly outcome: "answer_lost"; readonly object: string }
  | { readonly outcome: "answered"; readonly status: number; readonly sealed: Buffer }

/**
 * A key is kept for 24 hours. One whose request died before it changed anything is free again after
 * a minute: a request here takes seconds at most. Both by the server's own time: a client that tries
 * again must not be taken for a new one because the sandbox's clock was moved.
 */
export async function claimIdempotencyKey(
  queryable: Queryable,
  request: IdempotencyKey & { readonly requestHash: Buffer },
): Promise<IdempotencyClaim> {
  const values = [request.merchantId, request.apiKeyId, request.key]
  const claimed = await queryable.query<{ claimed_at: string }>(
    `insert into idempotency_requests as held (merchant_id, api_key_id, key, request_hash,
       created_at)
     values ($1, $2, $3, $4, paidout_server_now())
     on conflict (merchant_id, api_key_id, key) do update
       set request_hash = excluded.request_hash, response_status = null, response_sealed = null,
           done_object = null, created_at = excluded.created_at
       where held.created_at < excluded.created_at - interval '24 hours'
          or (held.response_status is null and held.done_object is null
              and held.created_at < excluded.created_at - interval '1 minute')
     returning created_at::text as claimed_at`,
    [...values, request.requestHash],
  )
  const [mine] = claimed.rows
  if (mine !== undefined) return { outcome: "claimed", claimedAt: mine.claimed_at }
  const { rows } = await queryable.query<{
    request_hash: Buffer
    response_status: number | null
    response_sealed: Buffer | null
    done_object: string | null
    is_dead: boolean
  }>(
    `select request_hash, response_status, response_sealed, done_object,
       created_at < paidout_server_now() - interval '1 minute' as is_dead
     from idempotency_requests
     where merchant_id = $1 and api_key_id = $2 and key = $3`,
    values,
  )
  const held = rows[0]
  // Given back since the insert: the client may try again.
  if (held === undefined) return { outcome: "in_progress" }
  if (!held.request_hash.equals(request.requestHash)) return { outcome: "reused" }
  if (held.response_status === null || held.response_sealed === null) {
    const { done_object: object, is_dead: isDead } = held
    return object !== null && isDead
      ? { outcome: "answer_lost", object }
      : { outcome: "in_progress" }
  }
  return { outcome: "answered", status: held.response_status, sealed: held.response_sealed }
}
