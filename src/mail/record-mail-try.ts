import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

export interface MailTry {
  readonly merchantId: string
  readonly id: string
  readonly claimId: string
  /** Recipients who need no further try since this one. */
  readonly accepted: readonly string[]
  readonly refused: readonly string[]
  readonly lastError: string | null
  /** What becomes of the mail. */
  readonly state: "due" | "sent" | "given_up" | "dropped"
  /** When it is still due. */
  readonly retryInMs: number
}

/**
 * Keeps what a try came to, and gives the claim back. A claim that was taken over meanwhile is
 * another's to decide: then only who has the mail is kept. False in that case.
 */
export async function recordMailTry(queryable: Queryable, result: MailTry): Promise<boolean> {
  const { rows } = await queryable.query<{ ours: boolean }>(
    `with before as (
       select merchant_id, id, claimed_by = $3 and state = 'due' as ours
       from mails where merchant_id = $1 and id = $2 for update
     )
     update mails m
     set accepted = m.accepted || array(select a from unnest($4::text[]) a where a <> all (m.accepted)),
       refused = m.refused || array(select r from unnest($5::text[]) r where r <> all (m.refused)),
       last_error = case when ours then $6 else last_error end,
       state = case when ours then $7 else m.state end,
       due_at = case when ours then paidout_now() + $8 * interval '1 millisecond' else due_at end,
       finished_at = case when ours and $7 <> 'due' then paidout_now() else finished_at end,
       claimed_by = case when ours then null else claimed_by end,
       claimed_until = case when ours then null else claimed_until end
     from before
     where m.merchant_id = before.merchant_id and m.id = before.id
     returning ours`,
    [
      result.merchantId,
      result.id,
      result.claimId,
      textArray(result.accepted),
      textArray(result.refused),
      result.lastError,
      result.state,
      result.retryInMs,
    ],
  )
  return rows[0]?.ours === true
}
