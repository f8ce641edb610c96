import type { Queryable } from "../postgres/pool.ts"
import type { EndpointState, Ordering } from "./endpoint.ts"
import type { ResendFilter } from "./resend.ts"

/**
 * What a resend has still to do with one endpoint. `queueing`: there may be more to put into the
 * queue; `queued`: all of it was; `withdrawing`: it was cancelled.
 */
export interface ResendPart {
  readonly merchantId: string
  readonly resendId: string
  readonly endpointId: string
  readonly state: "queueing" | "queued" | "withdrawing"
  readonly filter: ResendFilter
  /** The last delivery looked at. */
  readonly place: string
  readonly ordering: Ordering
  readonly endpointState: EndpointState | "deleted"
}

/**
 * Of the resend that was served least recently the part that is due longest, locked to this
 * transaction: one of many endpoints leaves the others their turns. A resend begins when every
 * transaction from before it has ended: one that still saw its endpoint disabled may be making a
 * missed delivery, whose id would lie behind us. One that hangs for long, by the server's own time,
 * is not waited for.
 */
export async function claimResendPart(queryable: Queryable): Promise<ResendPart | undefined> {
  const { rows } = await queryable.query<{
    merchant_id: string
    resend_id: string
    endpoint_id: string
    state: "queueing" | "queued" | "withdrawing"
    filter: ResendFilter
    place: string
    ordering: Ordering
    endpoint_state: EndpointState | "deleted"
  }>({
    name: "claim_resend_part",
    text: `
      select part.merchant_id, part.resend_id, part.endpoint_id, part.state, r.filter, part.place,
        e.ordering,
        case when e.deleted_at is null then e.state else 'deleted' end as endpoint_state
      from resends as r
      cross join lateral (
        select * from resend_parts
        where merchant_id = r.merchant_id and resend_id = r.id and state <> 'finished'
          and due_at <= paidout_now()
        order by due_at
        limit 1
        for update skip locked
      ) as part
      join endpoints as e on e.merchant_id = part.merchant_id and e.id = part.endpoint_id
      where r.finished_at is null
        and (r.begun_before <= pg_snapshot_xmin(pg_current_snapshot())
          or r.begun_at < paidout_server_now() - interval '30 seconds')
      order by r.served_at
      limit 1`,
  })
  const row = rows[0]
  return (
    row && {
      merchantId: row.merchant_id,
      resendId: row.resend_id,
      endpointId: row.endpoint_id,
      state: row.state,
      filter: row.filter,
      place: row.place,
      ordering: row.ordering,
      endpointState: row.endpoint_state,
    }
  )
}
