import type { Reason } from "../payout/status.ts"
import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** A payout under way that is not asked for, or whose silence nobody waits for. */
export interface UnwatchedPayout {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly provider: string
  readonly status: "pending" | "processing"
  readonly reason: Reason | null
  readonly updatedAt: Date
  /** What it was told by last. */
  readonly wireEvent: string | null
  readonly hasPoll: boolean
  readonly hasTimer: boolean
}

export interface PlaceInPayouts {
  readonly merchantId: string
  readonly status: string
  readonly id: string
}

const FIRST: PlaceInPayouts = {
  merchantId: "00000000-0000-0000-0000-000000000000",
  status: "",
  id: "00000000-0000-0000-0000-000000000000",
}

/**
 * Over all merchants, page by page: payouts under way of providers that are asked and have no poll,
 * or that may be silent and have no timer.
 */
export async function listUnwatchedPayouts(
  queryable: Queryable,
  page: {
    readonly after: PlaceInPayouts | null
    readonly limit: number
    readonly askedProviders: readonly string[]
    readonly silentProviders: readonly string[]
  },
): Promise<readonly UnwatchedPayout[]> {
  const after = page.after ?? FIRST
  const { rows } = await queryable.query<{
    merchant_id: string
    id: string
    source_id: string
    provider: string
    status: UnwatchedPayout["status"]
    reason: Reason | null
    updated_at: Date
    wire_event: string | null
    has_poll: boolean
    has_timer: boolean
  }>({
    name: "list_unwatched_payouts",
    text: `
      select p.merchant_id, p.id, p.source_id, p.provider, p.status, p.reason, p.updated_at,
        told.wire_event,
        poll.subject_id is not null as has_poll, timer.payout_id is not null as has_timer
      from payouts as p
      left join polls as poll on poll.merchant_id = p.merchant_id and poll.subject_id = p.id
      left join silence_timers as timer
        on timer.merchant_id = p.merchant_id and timer.payout_id = p.id
      left join lateral (
        select wire_event from history
        where subject_id = p.id and merchant_id is not distinct from p.merchant_id and applied
        order by id desc limit 1
      ) as told on true
      where p.status <> 'paid' and p.status in ('pending', 'processing')
        and ((case when p.status <> 'paid' then p.merchant_id end), p.status, p.id) > ($1, $2, $3)
        and (
          (poll.subject_id is null and p.provider = any ($5::text[]))
          or (timer.payout_id is null and p.provider = any ($6::text[])))
      order by (case when p.status <> 'paid' then p.merchant_id end), p.status, p.id
      limit $4`,
    values: [
      after.merchantId,
      after.status,
      after.id,
      page.limit,
      textArray(page.askedProviders),
      textArray(page.silentProviders),
    ],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    sourceId: row.source_id,
    provider: row.provider,
    status: row.status,
    reason: row.reason,
    updatedAt: row.updated_at,
    wireEvent: row.wire_event,
    hasPoll: row.has_poll,
    hasTimer: row.has_timer,
  }))
}
