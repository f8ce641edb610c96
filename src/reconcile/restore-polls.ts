import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { Poll } from "./poll.ts"

/**
 * These came to their end, and are asked for all the same: what was answered of them does not add up.
 * One that is still asked for goes on as it does.
 */
export async function restorePolls(
  queryable: Queryable,
  polls: readonly Omit<Poll, "urgency">[],
  why: { readonly finding: string; readonly detail: string },
): Promise<void> {
  await queryable.query({
    name: "restore_polls",
    text: `
      insert into polls
        (merchant_id, subject, subject_id, source_id, urgency, since, due_at, stuck_at, is_quiet,
         tries, asked_at, finding, detail)
      select m, s, i, c, 0, b, d, t, q, 1, paidout_now(), $9, $10
      from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[],
        $6::timestamptz[], $7::timestamptz[], $8::boolean[]) as w (m, s, i, c, b, d, t, q)
      order by m, i
      on conflict (merchant_id, subject_id) do nothing`,
    values: [
      plainArray(polls.map((poll) => poll.merchantId)),
      textArray(polls.map((poll) => poll.subject)),
      plainArray(polls.map((poll) => poll.subjectId)),
      plainArray(polls.map((poll) => poll.sourceId)),
      textArray(polls.map((poll) => poll.since.toISOString())),
      textArray(polls.map((poll) => poll.dueAt.toISOString())),
      textArray(polls.map((poll) => poll.stuckAt.toISOString())),
      plainArray(polls.map((poll) => (poll.isQuiet ? "t" : "f"))),
      why.finding,
      why.detail,
    ],
  })
}
