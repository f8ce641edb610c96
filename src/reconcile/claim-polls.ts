import { plainArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"

/** What is asked for now, by this process and no other. */
export interface ClaimedPoll {
  readonly subjectId: string
  /**
   * When it is asked for again if nobody says more; null: no more. The database's own text, exact to
   * the microsecond: who still finds it there knows that nothing happened meanwhile.
   */
  readonly dueAt: string | null
}

/** How long to wait after each try. */
export interface PollGaps {
  readonly firstMs: number
  readonly gapMsMax: number
  readonly forMs: number
  /** Of what is urgent, try by try; then the usual ones. */
  readonly urgentMs: readonly number[]
}

/**
 * Claims those that are still due by making them due again after the next gap: at most one question
 * goes out for each in that time, over all processes, and one that dies loses no more than the gap.
 * What another process is claiming at this moment is left to it.
 */
export async function claimPolls(
  client: PoolClient,
  polls: {
    readonly merchantId: string
    readonly sourceId: string
    readonly subjectIds: readonly string[]
  },
  gaps: PollGaps,
): Promise<readonly ClaimedPoll[]> {
  const { rows } = await client.query<{ subject_id: string; due_at: string | null }>({
    name: "claim_polls",
    text: `
      with due as materialized (
        select found.merchant_id, found.subject_id, found.since,
          case when found.urgency = 0 and found.tries < cardinality($7::float8[])
            then ($7::float8[])[found.tries + 1]
            else least($4::float8 * 2 ^ least(found.tries + 1, 40), $5::float8)
          end * interval '1 millisecond' as gap
        from (select distinct id from unnest($3::uuid[]) as w (id) order by id) as w
        cross join lateral (
          select p.merchant_id, p.subject_id, p.since, p.urgency, p.tries from polls p
          where p.merchant_id = any (array[$1::uuid]) and p.subject_id = w.id
            and p.source_id is not distinct from $2
            and (p.due_at <= paidout_now()) is not distinct from true
          for update skip locked
        ) as found
      )
      update polls p set
        due_at = case
          when paidout_now() + due.gap <= due.since + $6::float8 * interval '1 millisecond'
          then paidout_now() + due.gap
        end,
        tries = p.tries + 1,
        asked_at = paidout_now()
      from due
      where p.merchant_id = any (array[due.merchant_id]) and p.subject_id = due.subject_id
      returning p.subject_id, p.due_at::text`,
    values: [
      polls.merchantId,
      polls.sourceId,
      plainArray(polls.subjectIds),
      gaps.firstMs,
      gaps.gapMsMax,
      gaps.forMs,
      plainArray(gaps.urgentMs),
    ],
  })
  return rows.map((row) => ({ subjectId: row.subject_id, dueAt: row.due_at }))
}
