import type { Thing } from "../thing.ts"
import type { ChannelCategory } from "./channels.ts"
import type { Step } from "./course.ts"
import type { ReceiptNotification } from "./receipt-notification.ts"

export const PAYOUT = "payout"
export const PAYOUT_V3 = "payout_v3"
/** The one kind of webhook of this simulator: those of v3 come to the same URL. */
export const PAYOUT_PRODUCT = "payout"
export type PayoutKind = typeof PAYOUT | typeof PAYOUT_V3

export type PayoutStatus =
  | "ACCEPTED"
  | "PENDING_COMPLIANCE_ASSESSMENT"
  | "PENDING_COMPLIANCE_REVIEW"
  | "COMPLIANCE_REJECTED"
  | "REJECTED"
  | "ROUTING"
  | "REQUESTED"
  | "READY"
  | "LOCKED"
  | "SUCCEEDED"
  | "FAILED"
  | "CANCELLED"
  | "EXPIRED"
  | "REVERSED"

/** What is kept of a payout, besides its id, reference and status. */
export interface PayoutState {
  /** Whole units of 1/10,000, as text. */
  readonly amount: string
  readonly currency: string
  readonly channelCode: string
  readonly channelCategory: ChannelCategory
  readonly channelProperties: Readonly<Record<string, string>>
  readonly description?: string
  readonly receiptNotification?: ReceiptNotification
  /** JSON text, since the database would round its numbers. */
  readonly metadata?: string
  readonly idempotencyKey: string
  readonly created: string
  readonly updated: string
  readonly estimatedArrivalTime: string
  readonly failureCode?: string
  readonly connectorReference?: string
  /** Was the balance taken from, and nothing given back? */
  readonly isDebited: boolean
  /** What is still to come by itself, the next first. */
  readonly course: readonly Step[]
  /** Of a payout of the v3 API. */
  readonly v3?: V3State
}

export interface V3State {
  readonly type: string
  /** JSON text, as the client wrote it. */
  readonly sender: string
  readonly recipient: string
  readonly sourceOfFund: string
  readonly purposeCode: string
}

export function statusOf(thing: Thing): PayoutStatus {
  return thing.status as PayoutStatus
}

/** Written by this folder alone. */
export function stateOf(thing: Thing): PayoutState {
  return thing.state as unknown as PayoutState
}

export function amountOf(state: PayoutState): bigint {
  return BigInt(state.amount)
}

export function isCash(state: PayoutState): boolean {
  return state.channelCategory === "OTC"
}
