import type { PayoutStatus, Reason } from "../../payout/status.ts"

/**
 * The payout webhook page: "When approved, the funds are paid out within 2 business days. In case
 * the financial institution rejects the request, you will receive PAIDOUT_REVERSED." A transfer
 * that is booked was deducted; without tracking nothing more is said of it.
 */
export function silenceMeansPaid(
  payout: { readonly status: PayoutStatus; readonly reason: Reason | null },
  wireEvent: string,
): boolean {
  if (payout.status !== "processing") return false
  return wireEvent.startsWith("balancePlatform.")
    ? payout.reason === "booked"
    : wireEvent === "PAYOUT_THIRDPARTY" || wireEvent === "REFUND_WITH_DATA"
}
