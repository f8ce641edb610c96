import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { ClaimedPoll } from "./claim-polls.ts"

/** What asking for one came to. */
export interface AnsweredPoll extends ClaimedPoll {
  /** Null: it was answered. */
  readonly finding: string | null
  readonly detail: string | null
  /** Nobody is to blame, so it does not count: it is due again at once. */
  readonly isAgain: boolean
  /** The answer said something new of it. */
  readonly isChanged: boolean
}

/**
 * Keeps what asking came to. Where the poll was begun anew meanwhile, only that is kept: it goes on as
 * it was told to. What was urgent and is answered goes on in the usual way. That an amount disagrees
 * stays to be seen until the answer says something new.
 */
export async function noteAnswers(
  queryable: Queryable,
  answered: { readonly merchantId: string; readonly polls: readonly AnsweredPoll[] },
  usualGapMs: number,
): Promise<void> {
  const { merchantId, polls } = answered
  await queryable.query({
    name: "note_answers",
    text: `
      with told as (
        select * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::boolean[],
          $7::boolean[]) as w (subject_id, due, finding, detail, is_again, is_changed)
      ), locked as materialized (
        select p.merchant_id, p.subject_id, t.is_again,
          p.due_at is not distinct from t.due::timestamptz as is_ours,
          case when t.finding is null and not t.is_changed and p.finding = 'amount_mismatch'
            then p.finding else t.finding end as finding,
          case when t.finding is null and not t.is_changed and p.finding = 'amount_mismatch'
            then p.detail else t.detail end as detail,
          t.finding is null and p.urgency = 0 as is_settled
        from (select * from told order by subject_id) as t
        cross join lateral (
          select merchant_id, subject_id, due_at, finding, detail, urgency from polls
          where merchant_id = any (array[$1::uuid]) and subject_id = t.subject_id
          for update
        ) as p
      )
      update polls p set
        finding = l.finding,
        detail = l.detail,
        urgency = case when l.is_ours and l.is_settled then 1 else p.urgency end,
        tries = case
          when l.is_ours and l.is_again then greatest(p.tries - 1, 0)
          when l.is_ours and l.is_settled then 1
          else p.tries
        end,
        due_at = case
          when l.is_ours and l.is_again then paidout_now()
          when l.is_ours and l.is_settled
            then paidout_now() + $8::float8 * interval '1 millisecond'
          else p.due_at
        end
      from locked l
      where p.merchant_id = any (array[l.merchant_id]) and p.subject_id = l.subject_id`,
    values: [
      merchantId,
      plainArray(polls.map((poll) => poll.subjectId)),
      textArray(polls.map((poll) => poll.dueAt)),
      textArray(polls.map((poll) => poll.finding)),
      textArray(polls.map((poll) => poll.detail)),
      plainArray(polls.map((poll) => (poll.isAgain ? "t" : "f"))),
      plainArray(polls.map((poll) => (poll.isChanged ? "t" : "f"))),
      usualGapMs,
    ],
  })
}
