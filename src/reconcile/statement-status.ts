import type { PayoutStatus } from "../payout/status.ts"

/** Words of dashboards' exports, in capitals. What is not here is kept and not compared. */
const WORDS: Readonly<Record<string, PayoutStatus>> = {
  ...words("pending", "PENDING ACCEPTED RECEIVED CREATED PENDING_COMPLIANCE_ASSESSMENT"),
  ...words("processing", "PROCESSING IN_PROGRESS REQUESTED ROUTING AUTHORISED BOOKED DELAYED"),
  ...words("processing", "READY LOCKED"),
  ...words("paid", "PAID SUCCEEDED SUCCESS SUCCESSFUL COMPLETED CREDITED"),
  ...words("failed", "FAILED REJECTED REFUSED COMPLIANCE_REJECTED"),
  ...words("cancelled", "CANCELLED CANCELED DECLINED EXPIRED"),
  ...words("reversed", "REVERSED RETURNED"),
}

/** What a provider's word in a statement says, or null where Paidout does not know it. */
export function statementStatus(word: string | null): PayoutStatus | null {
  if (word === null) return null
  const plain = word
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, "_")
  return Object.hasOwn(WORDS, plain) ? (WORDS[plain] ?? null) : null
}

function words(status: PayoutStatus, list: string): Record<string, PayoutStatus> {
  return Object.fromEntries(list.split(" ").map((word) => [word, status]))
}
