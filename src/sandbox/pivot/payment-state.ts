import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"

/** A payment session is a thing of its own; its charges stand within it. */
export const PAYMENT = "payment"

export const PAYMENT_METHODS = ["VIRTUAL_ACCOUNT", "QR", "CARD", "EWALLET"] as const
export type PaymentMethodType = (typeof PAYMENT_METHODS)[number]

export type SessionStatus =
  | "REQUIRE_PAYMENT_METHOD"
  | "REQUIRE_CONFIRMATION"
  | "REQUIRE_ACTION"
  | "ACTIVE"
  | "PROCESSING"
  | "CANCELLED"
  | "EXPIRED"
  | "INACTIVE"
  | "PAID"

export type PaymentMethod = {
  readonly type: PaymentMethodType
  /** Of a virtual account or an e-wallet. */
  readonly channel: string
  /** The name on a virtual account. */
  readonly holder: string
  /** The merchant's own part of a static account's number, or empty. */
  readonly number: string
  /** Of an e-wallet's customer, where it was given. */
  readonly phone: string
  readonly capture: "automatic" | "manual"
}

export type PaymentState = {
  /** JSON text of what the merchant sent and is only shown again: text, so that numbers stay exact. */
  readonly given: string
  readonly type: "SINGLE" | "MULTIPLE"
  readonly mode: "REDIRECT" | "API"
  readonly descriptor: string | null
  /** Decimal text; `0` where the customer chooses it (open static). */
  readonly value: string
  readonly currency: string
  readonly method: PaymentMethod | null
  /** ISO 8601, or never. */
  readonly expiresAt: string | null
  readonly cancelledAt: string | null
  readonly cancellationReason: string | null
  readonly charges: readonly Charge[]
  /** What happens next by itself, besides the session's expiry. */
  readonly next: NextStep | null
}

type NextStep = { readonly at: string } & (
  | { readonly does: "customer_acts"; readonly outcome: Outcome }
  | { readonly does: "channel_answers"; readonly outcome: Answer }
  | { readonly does: "capture_ends" }
)

/** What comes of a customer's paying. `STUCK`: no answer, until somebody says otherwise. */
export type Outcome = Answer | "STUCK"

/** How the channel answers. */
export type Answer = "SUCCESS" | "CUSTOMER_CANCELS" | "EXPIRES" | FailureCode

export const FAILURE_CODES = [
  "DECLINED_BY_CHANNEL",
  "INVALID_ACCOUNT",
  "AUTHENTICATION_FAILED",
  "SUSPECTED_FRAUD",
  "INSUFFICIENT_FUND",
  "CHANNEL_UNAVAILABLE",
  "BLOCKED_BY_FDS",
] as const
export type FailureCode = (typeof FAILURE_CODES)[number] | "CANCELLED_BY_USER" | "CHARGE_EXPIRED"

export type Charge = {
  readonly id: string
  readonly status: ChargeStatus
  /** Decimal text, in the session's currency. */
  readonly value: string
  readonly capturedValue: string
  readonly failureCode: FailureCode | null
  readonly captures: readonly Capture[]
  /** ISO 8601. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly paidAt: string | null
}

export type ChargeStatus =
  | "WAITING_FOR_USER_ACTION"
  | "WAITING_FOR_AUTHENTICATION"
  | "PROCESSING"
  | "WAITING_FOR_CAPTURE"
  | "FAILED"
  | "EXPIRED"
  | "SUCCESS"

export type Capture = {
  readonly id: string
  readonly status: "PENDING" | "SUCCESS"
  readonly value: string
  readonly releasesRest: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

/** A session with what is known of it. */
export interface Payment {
  readonly thing: Thing
  readonly status: SessionStatus
  readonly state: PaymentState
}

export function paymentOf(thing: Thing): Payment {
  return { thing, status: thing.status as SessionStatus, state: thing.state as PaymentState }
}

export async function findPayment(world: World, id: string): Promise<Payment | null> {
  const thing = isSessionId(id) ? await world.find(PAYMENT, id) : null
  return thing === null ? null : paymentOf(thing)
}

/** Keeps what changed, and when something happens by itself next. */
export async function savePayment(
  world: World,
  payment: Payment,
  changes: { readonly status?: SessionStatus; readonly state?: Partial<PaymentState> },
): Promise<Payment> {
  const status = changes.status ?? payment.status
  const state = { ...payment.state, ...changes.state }
  const nextStepAt = nextStepOf(status, state)
  return paymentOf(await world.change(payment.thing, { status, state, nextStepAt }))
}

export function nextStepOf(status: SessionStatus, state: PaymentState): Date | null {
  const moments = [
    ...(state.next === null ? [] : [state.next.at]),
    ...(state.expiresAt !== null && canExpire(status) ? [state.expiresAt] : []),
  ]
  const earliest = moments.toSorted()[0]
  return earliest === undefined ? null : new Date(earliest)
}

export function isFinal(status: SessionStatus): boolean {
  return FINAL.has(status)
}

/** Nothing was charged yet: only then may a merchant confirm or cancel. */
export function isUncharged(status: SessionStatus): boolean {
  return status === "REQUIRE_PAYMENT_METHOD" || status === "REQUIRE_CONFIRMATION"
}

/** What the channel already works on does not time out. */
export function canExpire(status: SessionStatus): boolean {
  return !isFinal(status) && status !== "PROCESSING"
}

/** The customer pays by himself (bank transfer, QR), rather than being charged. */
export function isPush(method: PaymentMethod): boolean {
  return method.type === "VIRTUAL_ACCOUNT" || method.type === "QR"
}

export const STATUSES_UNDER_WAY: readonly SessionStatus[] = [
  "REQUIRE_PAYMENT_METHOD",
  "REQUIRE_CONFIRMATION",
  "REQUIRE_ACTION",
  "ACTIVE",
  "PROCESSING",
]

const FINAL: ReadonlySet<SessionStatus> = new Set(["CANCELLED", "EXPIRED", "INACTIVE", "PAID"])
const SESSION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function isSessionId(text: string): boolean {
  return SESSION_ID.test(text)
}
