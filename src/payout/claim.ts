import type { PaidoutEvent, PaymentCharge, PaymentEvent } from "./event.ts"
import { sameMoney } from "./money.ts"

/** Statuses that nothing but another final word changes. */
const FINAL = {
  payout: ["paid", "failed", "cancelled", "reversed"],
  batch: ["done", "cancelled"],
  payment: ["paid", "cancelled"],
} as const satisfies Record<PaidoutEvent["subject"], readonly string[]>

/**
 * The final word that an event claims, null where it claims none: its status, or of a session that
 * goes on the charge that was paid.
 */
export function claimOf(event: PaidoutEvent): string | null {
  const status = isFinal(event) ? event.status : null
  if (event.subject !== "payment" || event.paidCharge === null) return status
  const charge = `charge_paid ${event.paidCharge}`
  return status === null ? charge : `${status} ${charge}`
}

/**
 * News that claims no final word, without what it may say finally in passing: payouts counted as
 * settled, charges that were paid. A read tells of them. Pure.
 */
export function withoutFinalParts(event: PaidoutEvent): PaidoutEvent {
  switch (event.subject) {
    case "payout":
      return event
    case "batch": {
      const { counters } = event
      if (counters === null) return event
      const { success, failed, cancelled } = counters
      const isSettled = [success, failed, cancelled].some(
        ({ count, amount }) => count !== 0 || amount !== 0n,
      )
      return isSettled ? { ...event, counters: null } : event
    }
    case "payment":
      // What their words mean only the provider's own code knows.
      return { ...event, charges: [] }
    default:
      return event satisfies never
  }
}

/** What the provider's API says of a claim. */
export type ClaimJudgement =
  | "confirmed"
  /** Another final word. */
  | "contradicted"
  /** Nothing final that decides it. */
  | "open"

/** Holds a claim against all that was read of the same payout, batch or payment. Pure. */
export function judgeClaim(claim: PaidoutEvent, read: readonly PaidoutEvent[]): ClaimJudgement {
  const judgements = read
    .filter((event) => event.subject === claim.subject && event.providerId === claim.providerId)
    .map((event) => judgeByOne(claim, event))
  if (judgements.includes("confirmed")) return "confirmed"
  return judgements.includes("contradicted") ? "contradicted" : "open"
}

/**
 * What of a confirmed claim is applied beside the read that confirmed it: the word and its key, so that
 * it is evidence and comes again as a duplicate. All else (amounts, counters, names, details) is what
 * the read told: whoever forged a claim that is true must not have added to it. Pure.
 */
export function bareClaim(claim: PaidoutEvent, read: readonly PaidoutEvent[]): PaidoutEvent {
  const told = read.filter(
    (event) => event.subject === claim.subject && event.providerId === claim.providerId,
  )
  const knowsAmount = told.some((event) => event.subject !== "batch" && event.amount !== null)
  switch (claim.subject) {
    case "batch":
      return { ...claim, order: null, reason: null, counters: null }
    case "payout":
      return {
        ...claim,
        ...{ order: null, reason: null, failure: null, details: {} },
        ...{ aliases: [], batchProviderId: null, reference: null },
        // One that disagrees is kept out by it, and a person is told.
        amount: knowsAmount ? claim.amount : null,
      }
    case "payment": {
      const { metadata: _, createdAt: __, expiresAt: ___, ...rest } = claim
      return {
        ...rest,
        ...{ order: null, reference: null, cancellationReason: null, paymentType: null },
        charges: told
          .flatMap((event) => (event.subject === "payment" ? event.charges : []))
          .filter(({ providerId }) => providerId === claim.paidCharge),
        amount: knowsAmount ? claim.amount : null,
      }
    }
    default:
      return claim satisfies never
  }
}

function judgeByOne(claim: PaidoutEvent, read: PaidoutEvent): ClaimJudgement {
  const byStatus = isFinal(claim) ? judgeStatus(claim.status, read) : "confirmed"
  if (claim.subject !== "payment" || read.subject !== "payment") return byStatus
  if (claim.paidCharge === null || byStatus !== "confirmed") return byStatus
  return judgeCharge(claim, claim.paidCharge, read)
}

function judgeStatus(claimed: string, read: PaidoutEvent): ClaimJudgement {
  if (read.status === claimed) return "confirmed"
  // What came back was paid; and an API may still say "paid" of what is just coming back.
  if (claimed === "paid" && read.status === "reversed") return "confirmed"
  if (claimed === "reversed" && read.status === "paid") return "open"
  return isFinal(read) ? "contradicted" : "open"
}

function judgeCharge(claim: PaymentEvent, id: string, read: PaymentEvent): ClaimJudgement {
  const claimed = claim.charges.find(({ providerId }) => providerId === id)
  const found = read.charges.find(({ providerId }) => providerId === id)
  if (found !== undefined && isPaidAs(found, claimed)) {
    return sameAmount(found, claimed) ? "confirmed" : "contradicted"
  }
  return isFinal(read) ? "contradicted" : "open"
}

function isPaidAs(found: PaymentCharge, claimed: PaymentCharge | undefined): boolean {
  return found.paidAt !== null || found.status === claimed?.status
}

function sameAmount(found: PaymentCharge, claimed: PaymentCharge | undefined): boolean {
  if (found.amount === null || claimed === undefined || claimed.amount === null) return true
  return sameMoney(found.amount, claimed.amount)
}

function isFinal({ subject, status }: PaidoutEvent): boolean {
  return (FINAL[subject] as readonly string[]).includes(status)
}
