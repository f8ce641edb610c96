import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { Poll } from "./poll.ts"

/**
 * Begins to ask for these, or begins anew: their age counts from now. One that is to be asked for
 * soon keeps its age where it has one, and is asked for at short gaps at first.
 */
export async function setPolls(queryable: Queryable, polls: readonly Poll[]): Promise<void> {
  await queryable.query({
    name: "set_polls",
    text: `
      insert into polls
        (merchant_id, subject, subject_id, source_id, urgency, since, due_at, stuck_at, is_quiet)
      select * from unnest(
        $1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::smallint[], $6::timestamptz[],
        $7::timestamptz[], $8::timestamptz[], $9::boolean[]) as w (m, s, i)
      order by m, i
      on conflict (merchant_id, subject_id) do update set
        urgency = least(polls.urgency, excluded.urgency),
        since = case excluded.urgency when 0 then polls.since else excluded.since end,
        due_at = case excluded.urgency
          when 0 then excluded.due_at
          else case polls.urgency when 0 then polls.due_at else excluded.due_at end
        end,
        tries = case when excluded.urgency = 0 and polls.urgency = 0 then polls.tries else 0 end,
        stuck_at = case excluded.urgency when 0 then polls.stuck_at else excluded.stuck_at end,
        is_quiet = polls.is_quiet and excluded.is_quiet`,
    values: [
      plainArray(polls.map((poll) => poll.merchantId)),
      textArray(polls.map((poll) => poll.subject)),
      plainArray(polls.map((poll) => poll.subjectId)),
      plainArray(polls.map((poll) => poll.sourceId)),
      plainArray(polls.map((poll) => (poll.urgency === "soon" ? 0 : 1))),
      textArray(polls.map((poll) => poll.since.toISOString())),
      textArray(polls.map((poll) => poll.dueAt.toISOString())),
      textArray(polls.map((poll) => poll.stuckAt.toISOString())),
      plainArray(polls.map((poll) => (poll.isQuiet ? "t" : "f"))),
    ],
  })
}
