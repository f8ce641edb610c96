import type { Thing } from "../thing.ts"
import type { ChannelCategory } from "./channels.ts"
import type { Step } from "./course.ts"
import type { ReceiptNotification } from "./receipt-notification.ts"

export const PAYOUT = "payout"

export type PayoutStatus =
  | "ACCEPTED"
  | "REQUESTED"
  | "READY"
  | "LOCKED"
  | "SUCCEEDED"
  | "FAILED"
  | "CANCELLED"
  | "EXPIRED"
  | "REVERSED"

/** What is kept of a payout of the v2 API, besides its id, reference and status. */
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
