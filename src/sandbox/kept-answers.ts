import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"
import type { SandboxAnswer } from "./exchange.ts"
import type { KeptAnswer } from "./world.ts"

export async function findKeptAnswer(
  queryable: Queryable,
  account: AccountKey,
  key: string,
): Promise<KeptAnswer | null> {
  const { rows } = await queryable.query<{
    request_hash: Buffer
    answer: SandboxAnswer
    created_at: Date
  }>(
    `select request_hash, answer, created_at from sandbox_requests
     where merchant_id = $1 and account_id = $2 and key = $3`,
    [account.merchantId, account.id, key],
  )
  const [row] = rows
  if (row === undefined) return null
  return { requestHash: row.request_hash, answer: row.answer, at: row.created_at }
}

/** A key that is used again takes the new answer: providers forget keys after a time. */
export async function keepAnswer(
  queryable: Queryable,
  account: AccountKey,
  kept: KeptAnswer & { readonly key: string },
): Promise<void> {
  await queryable.query(
    `insert into sandbox_requests
       (merchant_id, account_id, key, request_hash, answer, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (merchant_id, account_id, key) do update
       set request_hash = excluded.request_hash, answer = excluded.answer,
         created_at = excluded.created_at`,
    [
      account.merchantId,
      account.id,
      kept.key,
      kept.requestHash,
      JSON.stringify(kept.answer),
      kept.at,
    ],
  )
}
