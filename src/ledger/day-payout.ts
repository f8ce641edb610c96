import type { Money } from "../payout/money.ts"
import type { Certainty, PayoutStatus } from "../payout/status.ts"
import { moneyFromColumns } from "./payout-row.ts"

/** What holding a payout against its provider needs of it. Ids are UUIDs. */
export interface DayPayout {
  readonly id: string
  readonly providerId: string | null
  readonly reference: string | null
  /** Reserved with the first news of its payouts, so perhaps of no batch that was heard of. */
  readonly batchId: string | null
  /** Null: no such batch was heard of. */
  readonly batchProviderId: string | null
  readonly amount: Money | null
  readonly status: PayoutStatus
  readonly certainty: Certainty
  /** What the provider itself said last of it. */
  readonly wireEvent: string | null
  /** The UTC day of its creation, by the provider's word where it has said it. */
  readonly day: string
}

export interface DayPayoutRow {
  readonly id: string
  readonly provider_id: string | null
  readonly reference: string | null
  readonly batch_id: string | null
  readonly batch_provider_id: string | null
  readonly amount: string | null
  readonly currency: string | null
  readonly status: PayoutStatus
  readonly certainty: Certainty
  readonly wire_event: string | null
  readonly day: string
}

/** As the index `payouts_by_day` has it. */
export const PAYOUT_DAY = "(coalesce(p.provider_created_at, p.created_at) at time zone 'UTC')::date"

/** Columns of DayPayoutRow, for `from payouts as p`. */
export const DAY_PAYOUT_COLUMNS = `p.id, p.provider_id, p.reference, p.batch_id,
  (select b.provider_id from batches as b
   where b.merchant_id = p.merchant_id and b.id = p.batch_id) as batch_provider_id,
  p.amount, p.currency, p.status, p.certainty,
  (select h.wire_event from history as h
   where h.merchant_id = p.merchant_id and h.subject_id = p.id and h.tier in ('read', 'webhook')
   order by h.id desc limit 1) as wire_event,
  (${PAYOUT_DAY})::text as day`

export function dayPayoutFromRow(row: DayPayoutRow): DayPayout {
  return {
    id: row.id,
    providerId: row.provider_id,
    reference: row.reference,
    batchId: row.batch_id,
    batchProviderId: row.batch_provider_id,
    amount: moneyFromColumns(row.amount, row.currency),
    status: row.status,
    certainty: row.certainty,
    wireEvent: row.wire_event,
    day: row.day,
  }
}
