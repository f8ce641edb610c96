import type { PayoutStatus, Reason } from "../../payout/status.ts"

export interface StatusOfWire {
  readonly status: PayoutStatus
  readonly reason: Reason | null
}

/**
 * Standard webhooks. `false: null` means that the code is always "true" by the documentation: a
 * "false" contradicts it and is shown to a person.
 */
export const CLASSIC_STATUS = {
  PAYOUT_THIRDPARTY: { true: at("processing"), false: at("failed") },
  REFUND_WITH_DATA: { true: at("processing"), false: at("failed") },
  PAYOUT_DECLINE: { true: at("cancelled", "declined"), false: null },
  PAYOUT_EXPIRE: { true: at("cancelled", "expired"), false: null },
  PAIDOUT_REVERSED: { true: at("reversed"), false: null },
} as const satisfies Record<string, ClassicOutcome>

export type PayoutEventCode = keyof typeof CLASSIC_STATUS

export interface ClassicOutcome {
  readonly true: StatusOfWire
  readonly false: StatusOfWire | null
}

export function isPayoutEventCode(code: string): code is PayoutEventCode {
  return Object.hasOwn(CLASSIC_STATUS, code)
}

/** Known standard webhooks that say nothing of a payout. Source: Adyen OpenAPI Webhooks-v1. */
export const OTHER_EVENT_CODES: ReadonlySet<string> = new Set(
  `AUTHENTICATION AUTHORISATION AUTHORISATION_ADJUSTMENT AUTORESCUE
  CANCELLATION CANCEL_AUTORESCUE CANCEL_OR_REFUND CAPTURE CAPTURE_FAILED CHARGEBACK
  CHARGEBACK_REVERSED DISPUTE_DEFENSE_PERIOD_ENDED DONATION EXPIRE
  HANDLED_EXTERNALLY INFORMATION_SUPPLIED ISSUER_COMMENTS ISSUER_RESPONSE_TIMEFRAME_EXPIRED
  MANUAL_REVIEW_ACCEPT MANUAL_REVIEW_REJECT NOTIFICATIONTEST NOTIFICATION_OF_CHARGEBACK
  NOTIFICATION_OF_FRAUD OFFER_CLOSED ORDER_CLOSED ORDER_OPENED PENDING POSTPONED_REFUND
  PREARBITRATION_LOST PREARBITRATION_OPEN PREARBITRATION_WON PROCESS_RETRY RECURRING_CONTRACT
  REFUND REFUNDED_REVERSED REFUND_FAILED REPORT_AVAILABLE REQUEST_FOR_INFORMATION
  SCHEME_ARBITRATION_LOST SCHEME_ARBITRATION_WON SECOND_CHARGEBACK TECHNICAL_CANCEL
  VOID_PENDING_REFUND`.split(/\s+/),
)

/** Payment methods of an instant payout to a card, which is paid when it is accepted. */
export function isCardMethod(paymentMethod: string): boolean {
  return CARD_METHODS.has(paymentMethod.toLowerCase())
}

const CARD_METHODS: ReadonlySet<string> = new Set(
  `amex bcmc carnet cartebancaire cup dankort diners discover elo hipercard jcb maestro maestrouk
  mc mcdebit visa visadankort visadebit vpay electron`.split(/\s+/),
)

/**
 * Transfers. `booked` is not final: an instant transfer may still fail and a regular one be
 * returned. Adyen's list of statuses is open: one that is missing here is shown to a person.
 */
export const TRANSFER_STATUS = {
  approvalPending: at("pending", "awaiting_review"),
  received: at("pending"),
  authorised: at("processing"),
  pending: at("processing"),
  bookingPending: at("processing"),
  bankTransferPending: at("processing"),
  booked: at("processing", "booked"),
  credited: at("paid"),
  failed: at("failed"),
  refused: at("failed"),
  returned: at("reversed"),
  cancelled: at("cancelled"),
} as const satisfies Record<string, StatusOfWire>

export type TransferStatus = keyof typeof TRANSFER_STATUS

export function isTransferStatus(status: string): status is TransferStatus {
  return Object.hasOwn(TRANSFER_STATUS, status)
}

/** Only these transfers, outgoing, are payouts; a v3 delivery may have no type. */
export const PAYOUT_TRANSFER_TYPES: Readonly<Record<string, string>> = {
  bank: "bankTransfer",
  card: "cardTransfer",
}

/** Webhooks of Adyen's management service, which may share a URL with those of the platform. */
export const MANAGEMENT_TYPES: ReadonlySet<string> = new Set([
  "merchant.created",
  "merchant.updated",
  "paymentMethod.created",
  "paymentMethodRequest.removed",
  "paymentMethodRequest.scheduledForRemoval",
])

function at(status: PayoutStatus, reason: Reason | null = null): StatusOfWire {
  return { status, reason }
}
