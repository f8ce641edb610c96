import type { PoolClient } from "../postgres/pool.ts"
import type { Poll } from "./poll.ts"

/** Of what nothing was heard for longer than is usual. */
export interface StuckPoll extends Pick<Poll, "merchantId" | "subject" | "subjectId" | "sourceId"> {
  readonly since: Date
  readonly finding: string | null
  readonly nextPollAt: Date | null
}

/** What is due is asked for first: so long a person waits for that. */
const ASKED_FIRST_MS = 10 * 60_000

/**
 * Takes what is stuck by now, once per standing, longest first, over all merchants. Whose silence has
 * a timer, or whose arrival is announced for later, is looked at again after that; what its source
 * told and is not settled yet may be the very word. What came to its end is dropped: of a contradiction
 * there is an item already.
 */
export async function takeStuckPolls(
  client: PoolClient,
  limit: number,
): Promise<readonly StuckPoll[]> {
  const { rows } = await client.query<{
    merchant_id: string
    subject: Poll["subject"]
    subject_id: string
    source_id: string
    since: Date
    finding: string | null
    due_at: Date | null
    is_stuck: boolean
  }>({
    name: "take_stuck_polls",
    text: `
      with late as materialized (
        select p.merchant_id, p.subject_id, p.source_id, p.due_at, p.stuck_at from polls p
        where p.stuck_at <= paidout_now()
        order by p.stuck_at
        limit $1
        for update skip locked
      ), heard as materialized (
        select distinct source_id from unsettled
      ), judged as materialized (
        select late.merchant_id, late.subject_id,
          exists (
            select from payouts p where p.merchant_id = late.merchant_id and p.id = late.subject_id
              and p.status in ('pending', 'processing')
            union all
            select from batches b where b.merchant_id = late.merchant_id and b.id = late.subject_id
              and (b.status in ('pending', 'processing') or b.pending_count > 0)
            union all
            select from payments y where y.merchant_id = late.merchant_id and y.id = late.subject_id
              and y.status = 'processing'
          ) as is_open,
          greatest(
          (select t.due_at + interval '1 hour' from silence_timers t
           where t.merchant_id = any (array[late.merchant_id]) and t.payout_id = late.subject_id),
          (select p.estimated_arrival_at + interval '1 hour' from payouts p
           where p.merchant_id = late.merchant_id and p.id = late.subject_id)) as expected_at
        from late
        where (late.due_at is null or late.due_at > paidout_now()
            or late.stuck_at <= paidout_now() - $2::float8 * interval '1 millisecond')
          and not exists (select from heard where heard.source_id = late.source_id)
      )
      update polls p set
        stuck_at = case when j.expected_at > paidout_now() then j.expected_at end
      from judged j
      where p.merchant_id = any (array[j.merchant_id]) and p.subject_id = j.subject_id
      returning p.merchant_id, p.subject, p.subject_id, p.source_id, p.since, p.finding, p.due_at,
        p.stuck_at is null and j.is_open as is_stuck`,
    values: [limit, ASKED_FIRST_MS],
  })
  return rows
    .filter((row) => row.is_stuck)
    .map((row) => ({
      merchantId: row.merchant_id,
      subject: row.subject,
      subjectId: row.subject_id,
      sourceId: row.source_id,
      since: row.since,
      finding: row.finding,
      nextPollAt: row.due_at,
    }))
}
