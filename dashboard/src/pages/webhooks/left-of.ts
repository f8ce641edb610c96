import type { Thing } from "../../api/client.ts"

/** What of a resend is not through yet; null: nobody knows, it was not counted. */
export function leftOf(resend: Thing<"Resend">): number | null {
  const inQueue = resend.waiting + resend.retrying
  if (resend.all_queued || resend.state !== "running") return inQueue
  if (resend.total === null) return null
  return Math.max(0, resend.total - resend.requeued - resend.skipped) + inQueue
}
