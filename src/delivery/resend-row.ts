import type { Resend, ResendFilter, ResendState } from "./resend.ts"

export interface ResendRow {
  readonly merchant_id: string
  readonly id: string
  readonly filter: ResendFilter
  readonly state: ResendState
  readonly total: number | null
  readonly requeued: number
  readonly waiting: number
  readonly retrying: number
  readonly delivered: number
  readonly failed: number
  readonly withdrawn: number
  readonly skipped: number
  readonly all_queued: boolean
  readonly created_by: string
  readonly created_at: Date
  readonly finished_at: Date | null
}

/**
 * Columns of ResendRow, for `from resends as r`, and the joins they need. What left the queue is
 * counted in the transaction in which it left, so the figures of one statement always add up.
 */
export const RESEND_COLUMNS = `r.merchant_id, r.id, r.filter, r.state, r.total::float8,
  part.requeued, queue.waiting, queue.retrying, part.delivered + tally.delivered as delivered,
  part.failed + tally.failed as failed, part.withdrawn, part.skipped, part.all_queued,
  r.created_by, r.created_at, r.finished_at`
export const RESEND_JOINS = `
  cross join lateral (
    select coalesce(sum(requeued), 0)::float8 as requeued,
      coalesce(sum(withdrawn), 0)::float8 as withdrawn,
      coalesce(sum(skipped), 0)::float8 as skipped,
      coalesce(sum(delivered), 0)::float8 as delivered,
      coalesce(sum(failed), 0)::float8 as failed,
      coalesce(bool_and(state <> 'queueing'), true) as all_queued
    from resend_parts where merchant_id = r.merchant_id and resend_id = r.id
  ) as part
  cross join lateral (
    select coalesce(sum(delivered), 0)::float8 as delivered,
      coalesce(sum(failed), 0)::float8 as failed
    from resend_tallies where merchant_id = r.merchant_id and resend_id = r.id
  ) as tally
  cross join lateral (
    select count(*) filter (where tries = 0)::float8 as waiting,
      count(*) filter (where tries > 0)::float8 as retrying
    from due_deliveries where merchant_id = r.merchant_id and resend_id = r.id
  ) as queue`

export function resendFromRow(row: ResendRow): Resend {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    filter: row.filter,
    state: row.state,
    total: row.total,
    requeued: row.requeued,
    waiting: row.waiting,
    retrying: row.retrying,
    delivered: row.delivered,
    failed: row.failed,
    withdrawn: row.withdrawn,
    skipped: row.skipped,
    allQueued: row.all_queued,
    createdBy: row.created_by,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
