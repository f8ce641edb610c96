import type { Queryable } from "../postgres/pool.ts"

/** What one step did to a part of a resend. */
export interface ResendStep {
  readonly state: "queueing" | "queued" | "withdrawing" | "finished"
  readonly place: string
  readonly requeued: number
  readonly skipped: number
  readonly withdrawn: number
  /** When it is to be looked at again. */
  readonly dueInMs: number
}

/** Adds a step to a part that this transaction holds, and what the workers have tallied of it. */
export async function saveResendPart(
  queryable: Queryable,
  part: { readonly merchantId: string; readonly resendId: string; readonly endpointId: string },
  step: ResendStep,
): Promise<void> {
  await queryable.query({
    name: "save_resend_part",
    text: `
      with tallied as (
        delete from resend_tallies
        where merchant_id = $1 and resend_id = $2 and endpoint_id = $3
        returning delivered, failed
      ), sum as (
        select coalesce(sum(delivered), 0) as delivered, coalesce(sum(failed), 0) as failed
        from tallied
      ), served as (
        update resends set served_at = paidout_now()
        where merchant_id = $1 and id = $2 and $6::bigint + $8::bigint > 0
      )
      update resend_parts as part
      set state = $4, place = $5, requeued = part.requeued + $6, skipped = part.skipped + $7,
        withdrawn = part.withdrawn + $8, delivered = part.delivered + sum.delivered,
        failed = part.failed + sum.failed,
        due_at = paidout_now() + $9 * interval '1 millisecond'
      from sum
      where part.merchant_id = $1 and part.resend_id = $2 and part.endpoint_id = $3`,
    values: [
      part.merchantId,
      part.resendId,
      part.endpointId,
      step.state,
      step.place,
      step.requeued,
      step.skipped,
      step.withdrawn,
      step.dueInMs,
    ],
  })
}
