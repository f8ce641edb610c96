import type { BatchCounters } from "../../payout/event.ts"
import { decimalFromAmount } from "../../payout/money.ts"
import type { JsonNumber } from "../../providers/json.ts"
import { wireNumber } from "../answer.ts"
import type { Thing } from "../simulator.ts"
import { payoutState, type PayoutState } from "./payout-things.ts"
import type { PayoutSettings } from "./payout-settings.ts"
import { wireTime } from "./wire-time.ts"

/** The bodies of the payout calls, field for field as the reference prints them. */

/** Times have nanoseconds here, whole seconds in what is retrieved. */
export function createdBody(batch: Thing, payouts: readonly Thing[], merchantId: string): object {
  return {
    created: wireTime(batch.createdAt, 9),
    merchantId,
    payouts: payouts.map((payout) => ({ ...askedFor(payoutState(payout)), ...referred(payout) })),
    status: batch.status,
    updated: wireTime(batch.updatedAt, 9),
    uuid: batch.name,
  }
}

export function retrievedPayout(payout: Thing, settings: PayoutSettings): object {
  const { status } = payout
  return {
    ...askedFor(payoutState(payout)),
    ...referred(payout),
    created: wireTime(payout.createdAt, 0),
    status: status === "DELAYED" ? settings.delayed_word : status,
    reason: payoutState(payout).reason,
    updated: wireTime(payout.updatedAt, 0),
  }
}

function askedFor(state: PayoutState): object {
  return {
    amount: { currency: state.currency, value: state.amount },
    inquiryId: state.inquiryId,
    channelCode: state.channelCode,
    channelInformation: { accountName: state.accountName, accountNumber: state.accountNumber },
    description: state.description,
  }
}

function referred(payout: Thing): object {
  return { referenceId: payout.reference }
}

/** Integers here, although a payout's own amount is text. */
export function totalsBody(totals: BatchCounters): object {
  return {
    totalFailedAmount: wholeNumber(totals.failed.amount),
    totalFailedCount: totals.failed.count,
    totalPendingAmount: wholeNumber(totals.pending.amount),
    totalPendingCount: totals.pending.count,
    totalSuccessAmount: wholeNumber(totals.success.amount),
    totalSuccessCount: totals.success.count,
    totalCancelledCount: totals.cancelled.count,
    totalCancelledAmount: wholeNumber(totals.cancelled.amount),
  }
}

function wholeNumber(amount: bigint): JsonNumber {
  return wireNumber(decimalFromAmount(amount, 0))
}
