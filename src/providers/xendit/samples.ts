import { randomUUID } from "node:crypto"
import type { PayoutDetails, PayoutEvent } from "../../payout/event.ts"
import type { Money } from "../../payout/money.ts"
import { readFailure } from "./failure-code.ts"
import { disbursementMeaning, payoutMeaning } from "./status.ts"

/** One payout per call, with ids of its own, as if it had happened a moment ago. */
export const samples: Readonly<Record<string, () => PayoutEvent>> = {
  "payout.succeeded": () => v2("SUCCEEDED"),
  "payout.failed": () => v2("FAILED", "REJECTED_BY_CHANNEL"),
  "payout.reversed": () => v2("REVERSED"),
  "v3_payout.succeeded": () => v3("succeeded", "SUCCEEDED"),
  "v3_payout.failed": () => v3("failed", "FAILED", "INVALID_DESTINATION"),
  "v3_payout.reversed": () => v3("reversed", "REVERSED"),
  "v3_payout.rejected": () => v3("rejected", "REJECTED"),
  "v3_payout.pending_compliance": () => v3("pending_compliance", "PENDING_COMPLIANCE_REVIEW"),
  "disbursement.completed": () => disbursement("COMPLETED"),
  "disbursement.failed": () => disbursement("FAILED", "REJECTED_BY_BANK"),
}

function v2(wireStatus: string, failureCode: string | null = null): PayoutEvent {
  return sample({
    providerId: `disb-${randomUUID()}`,
    wireEvent: `payout.${wireStatus.toLowerCase()}`,
    wireStatus,
    failureCode,
    amount: { amount: 100_000_000n, currency: "IDR" },
    details: {
      channelCode: "ID_BCA",
      destination: { accountNumber: "000000000099", accountHolderName: "Michael Chen" },
    },
  })
}

function v3(word: string, wireStatus: string, failureCode: string | null = null): PayoutEvent {
  return sample({
    providerId: `po-${randomUUID()}`,
    wireEvent: `v3_payout.${word}`,
    wireStatus,
    failureCode,
    amount: { amount: 5_000_000n, currency: "PHP" },
    details: {
      destination: {
        accountNumber: "09171234567",
        accountHolderName: "Maria Santos",
        extra: {
          account_country: "PH",
          routing_type_1: "WALLET",
          routing_value_1: "PH_GCASH",
        },
      },
      extra: {
        type: "B2C",
        "sender.type": "BUSINESS",
        "sender.business_name": "Acme Corp",
        "recipient.type": "INDIVIDUAL",
        "recipient.given_name": "Maria",
        "recipient.surname": "Santos",
        "recipient.relationship": "CUSTOMER",
        source_of_fund: "BUSINESS_REVENUE",
        purpose_code: "SALARY",
      },
    },
  })
}

function disbursement(wireStatus: string, failureCode: string | null = null): PayoutEvent {
  return sample({
    providerId: randomUUID().replaceAll("-", "").slice(0, 24),
    wireEvent: `disbursement.${wireStatus.toLowerCase()}`,
    wireStatus,
    failureCode,
    amount: { amount: 170_000_000n, currency: "IDR" },
    details: {
      channelCode: "BCA",
      destination: { accountHolderName: "Michael Chen" },
      extra: { is_instant: "true" },
    },
  })
}

interface Sample {
  readonly providerId: string
  readonly wireEvent: string
  readonly wireStatus: string
  readonly failureCode: string | null
  readonly amount: Money
  readonly details: PayoutDetails
}

function sample(of: Sample): PayoutEvent {
  const { providerId, wireStatus } = of
  const meaning = payoutMeaning(wireStatus) ?? disbursementMeaning(wireStatus)
  if (!meaning) throw new Error(`No such status: ${wireStatus}.`)
  const happenedAt = new Date()
  const createdAt = new Date(happenedAt.getTime() - 60_000)
  const updated = happenedAt.toISOString()
  return {
    subject: "payout",
    key: `payout:${providerId}:${wireStatus}`,
    wireEvent: of.wireEvent,
    providerId,
    live: null,
    account: "5f27a14a9bf05c73dd040bc8",
    occurredAt: updated,
    order: updated,
    aliases: [],
    batchProviderId: null,
    reference: `ref-${randomUUID().slice(0, 8)}`,
    status: meaning.status,
    reason: meaning.reason,
    failure: meaning.status === "failed" ? readFailure(of.failureCode, wireStatus) : null,
    amount: of.amount,
    details: { ...of.details, description: "July payout", createdAt: createdAt.toISOString() },
  }
}
