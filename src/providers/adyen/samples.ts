import { randomInt } from "node:crypto"
import type { Failure } from "../../payout/failure.ts"
import type { PayoutDetails, PayoutEvent } from "../../payout/event.ts"
import type { PayoutStatus, Reason } from "../../payout/status.ts"
import { TRANSFER_CREATED, TRANSFER_UPDATED } from "./decode-transfer.ts"
import type { PayoutEventCode } from "./status.ts"

/** Each call is another payout, so that a sample can be sent again and again. */
export const samples: Readonly<Record<string, () => PayoutEvent>> = {
  "payout.thirdparty": () => classic("PAYOUT_THIRDPARTY", "processing"),
  "payout.thirdparty-failed": () =>
    classic("PAYOUT_THIRDPARTY", "failed", { failure: failed("refused", null, "Refused") }),
  "payout.decline": () => classic("PAYOUT_DECLINE", "cancelled", { reason: "declined" }),
  "payout.expire": () => classic("PAYOUT_EXPIRE", "cancelled", { reason: "expired" }),
  "paidout.reversed": () =>
    classic("PAIDOUT_REVERSED", "reversed", {
      failure: failed("rejected_by_bank", null, "PaidOutReversed"),
    }),
  "refund.with-data": () => classic("REFUND_WITH_DATA", "processing"),
  "transfer.received": () => transfer(1, "received", "pending"),
  "transfer.authorised": () => transfer(2, "authorised", "processing"),
  "transfer.booked": () => transfer(3, "booked", "processing", { reason: "booked" }),
  "transfer.credited": () =>
    transfer(4, "booked", "paid", {
      extra: { "tracking.type": "confirmation", "tracking.status": "credited" },
    }),
  "transfer.failed": () =>
    transfer(4, "failed", "failed", {
      failure: failed("destination_inactive", "counterpartyAccountClosed", null),
    }),
  "transfer.returned": () =>
    transfer(4, "returned", "reversed", {
      failure: failed("rejected_by_bank", "refusedByCounterpartyBank", "Reason not specified"),
      extra: {
        "externalReason.code": "MS03",
        "externalReason.namespace": "ISO20022_ExternalStatusReason",
      },
    }),
}

interface Variation {
  readonly reason?: Reason
  readonly failure?: Failure
  readonly extra?: Readonly<Record<string, string>>
}

function classic(
  code: PayoutEventCode,
  status: PayoutStatus,
  { reason, failure }: Variation = {},
): PayoutEvent {
  const pspReference = reference()
  const success = status === "failed" ? "false" : "true"
  return payout({
    key: `classic:${ACCOUNT}:${pspReference}:${code}:${success}`,
    wireEvent: code,
    providerId: reference(),
    aliases: [pspReference],
    account: ACCOUNT,
    status,
    reason: reason ?? null,
    failure: failure ?? null,
    details: {
      channelCode: code === "REFUND_WITH_DATA" ? "mc" : "bankTransfer_IBAN",
      destination: { accountHolderName: "J. Smith" },
      extra: { fundingSource: "DEBIT" },
    },
  })
}

function transfer(
  sequence: number,
  wireStatus: string,
  status: PayoutStatus,
  { reason, failure, extra }: Variation = {},
): PayoutEvent {
  const id = reference()
  return payout({
    key: `transfer:${id}:${sequence}`,
    wireEvent: sequence === 1 ? TRANSFER_CREATED : TRANSFER_UPDATED,
    providerId: id,
    order: String(sequence).padStart(16, "0"),
    status,
    reason: reason ?? null,
    failure: failure ?? null,
    details: {
      channelCode: "bank",
      description: "Weekly payout",
      destination: {
        accountNumber: "NL91ABNA0417164300",
        accountHolderName: "J. Smith",
        accountType: "iban",
      },
      createdAt: now(),
      extra: {
        status: wireStatus,
        type: "bankTransfer",
        balancePlatform: "PaidoutTestPlatform",
        "categoryData.type": "bank",
        "categoryData.priority": "regular",
        ...extra,
      },
    },
  })
}

function payout(
  told: Pick<PayoutEvent, "key" | "wireEvent" | "providerId" | "status" | "reason" | "failure"> &
    Partial<PayoutEvent> & { readonly details: PayoutDetails },
): PayoutEvent {
  return {
    subject: "payout",
    aliases: [],
    batchProviderId: null,
    live: false,
    account: null,
    occurredAt: now(),
    order: null,
    reference: `payout-${reference().toLowerCase()}`,
    amount: { amount: 1_250_000n, currency: "EUR" },
    ...told,
  }
}

const ACCOUNT = "PaidoutTestMerchant"
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"

/** 16 characters, like Adyen's. */
function reference(): string {
  return Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]).join("")
}

/** Whole seconds, as most of Adyen's times are. */
function now(): string {
  return new Date(Math.floor(Date.now() / 1000) * 1000).toISOString()
}

function failed(code: Failure["code"], providerCode: string | null, words: string | null): Failure {
  return { code, providerCode, providerReason: words }
}
