import type { Thing } from "../simulator.ts"
import type { PayoutEnding } from "./payout-plans.ts"
import type { WireAmount } from "./wire-amount.ts"

export const PAYOUT_KIND = "payout"
export const DETAIL_KIND = "detail"

/** The balance that payouts of the merchant account are made from. */
export const PAYOUT_BALANCE = "PAYOUT"

/**
 * Where a payout stands, the thing's status. `submitted` waits for its review; a `received` one is
 * an instant payout, which has none; `sent` is what PAYOUT_THIRDPARTY true has said.
 */
export type PayoutStatus =
  | "submitted"
  | "confirmed"
  | "received"
  | "sent"
  | "refused"
  | "declined"
  | "expired"
  | "reversed"

/** What a payout's thing keeps, as plain JSON. */
export interface PayoutState {
  readonly amount: WireAmount
  readonly isInstant: boolean
  /** `bankTransfer_IBAN`, `visa`. */
  readonly paymentMethod: string
  /** Of its webhooks. */
  readonly additionalData: Readonly<Record<string, string>>
  readonly ending: PayoutEnding
  /** What is still to come, each step so long after the one before it. */
  readonly course: readonly CourseStep[]
  /** The pspReference that the webhook of the review carries; null: one of its own. */
  readonly reviewReference: string | null
  readonly refusalReason?: string
}

export interface CourseStep {
  readonly step: StepName
  readonly afterSeconds: number
}

export type StepName = "expire" | "accept" | "refuse" | "decline" | "contradict" | "reverse"

/** What `submit-payout.ts`, `pay-instantly.ts` and the steps have written. */
export function payoutState(thing: Thing): PayoutState {
  return thing.state as unknown as PayoutState
}

/** Where money may go to, as it was stored. A card's number is not kept. */
export interface Destination {
  readonly paymentMethod: string
  readonly iban?: string
  readonly additionalData: Readonly<Record<string, string>>
}

export function storedDestination(detail: Thing): Destination {
  return detail.state as unknown as Destination
}
