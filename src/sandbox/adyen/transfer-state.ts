import type { Thing } from "../simulator.ts"
import type { WireAmount } from "./wire-amount.ts"

/** The kind of thing, and the product of its webhooks. */
export const TRANSFER = "transfer"

/** What a transfer's thing keeps, as plain JSON. */
export interface TransferState {
  readonly order: TransferOrder
  /** The provider's word beside the status: `approved`, `notEnoughBalance`. */
  readonly reason: string
  readonly externalReason?: ExternalReason
  /** The latest tracking; `events` holds them all. */
  readonly tracking?: Tracking
  readonly events: readonly TransferEvent[]
  /** The event that made the last webhook. */
  readonly eventId: string
  /** How many webhooks were sent of it. */
  readonly sequenceNumber: number
  /** What is still to come, each step so long after the one before it. */
  readonly course: readonly CourseStep[]
  /** Where it waits for reviewers: how many approved, and what comes once all have. */
  readonly approvals: number
  readonly courseApproved: readonly CourseStep[]
}

/** What was asked for, validated; a card's number is masked. */
export interface TransferOrder {
  readonly category: TransferCategory
  readonly type: "bankTransfer" | "cardTransfer" | "internalTransfer"
  readonly amount: WireAmount
  readonly balanceAccountId: string
  readonly counterparty: TextTree
  /** The balance account that it goes to, where that is one of this account's own. */
  readonly creditedAccountId?: string
  readonly reference: string
  readonly referenceForBeneficiary?: string
  readonly description?: string
  readonly priority?: string
  readonly paymentInstrumentId?: string
  readonly ultimateParty?: TextTree
  readonly executionDate?: { readonly date: string; readonly timezone: string }
  readonly review?: { readonly numberOfApprovalsRequired: number; readonly scaOnApproval: boolean }
}

export const TRANSFER_CATEGORIES = ["bank", "card", "internal"] as const
export type TransferCategory = (typeof TRANSFER_CATEGORIES)[number]

/** Objects of texts, as they were given. */
export interface TextTree {
  readonly [name: string]: string | TextTree
}

export type TransferStatus =
  | "received"
  | "approvalPending"
  | "authorised"
  | "booked"
  | "failed"
  | "refused"
  | "returned"
  | "cancelled"

export interface ExternalReason {
  readonly code: string
  readonly description: string
  readonly namespace: string
}

export type Tracking =
  | { readonly type: "estimation"; readonly estimatedArrivalTime: string }
  | { readonly type: "confirmation"; readonly status: "accepted" | "credited" }
  | {
      readonly type: "internalReview"
      readonly status: "pending" | "failed"
      readonly reason?: "refusedForRegulatoryReasons"
    }

export type TransferEvent = AccountingEvent | TrackingEvent

export interface AccountingEvent {
  readonly type: "accounting"
  readonly id: string
  readonly status: TransferStatus
  /** RFC 3339 UTC; written in Adyen's zone. */
  readonly bookingDate: string
  readonly valueDate?: string
  /** Only where the balance itself changes. */
  readonly transactionId?: string
  readonly mutations: readonly Mutation[]
}

export interface TrackingEvent {
  readonly type: "tracking"
  readonly id: string
  readonly updateDate: string
  readonly trackingData: Tracking
}

/** What an event moves between the three registers: minor units as text, perhaps below zero. */
export interface Mutation {
  readonly currency: string
  readonly balance?: string
  readonly received?: string
  readonly reserved?: string
}

export const REGISTERS = ["balance", "received", "reserved"] as const

export interface CourseStep {
  readonly step: StepName
  readonly afterSeconds: number
  /** Why, in the provider's word; default: the step's own. */
  readonly reason?: string
}

export type StepName =
  | "authorise"
  | "book"
  | "accept"
  | "estimate"
  | "credit"
  | "fail"
  | "return"
  | "refuse"
  | "begin_review"
  | "fail_review"
  | "ask_approval"
  | "expire_approval"
  | "misreport_failure"

/** What `create-transfer.ts` and the steps have written. */
export function stateOf(thing: Thing): TransferState {
  return thing.state as unknown as TransferState
}
