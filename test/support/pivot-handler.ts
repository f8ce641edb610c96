import assert from "node:assert/strict"

import { serveDocumented, type DocumentedServer } from "./documented-server.ts"

/**
 * A merchant's callback handler, written by two pages of Pivot's documentation and nothing else:
 * "Payout Callback" (headers, Single and Bulk Payout, event names) and "Payout Wehook" (what to do
 * on DONE and PENDING). It knows nothing of Paidout or of another provider.
 */
export interface PivotHandler extends DocumentedServer {
  /** Status on the merchant's end: by `referenceId` (single), by `uuid` (bulk). */
  readonly payouts: Map<string, string>
  readonly reasons: Map<string, string>
  /** By `clientReferenceId`, with every charge that was fulfilled. */
  readonly payments: Map<string, { status: string; fulfilled: number }>
  /** Answers this status to callbacks that mention the text, from now on. */
  refuse(text: string, status: number): void
}

const SINGLE_EVENTS: Readonly<Record<string, string>> = {
  "PAYOUT.SUCCESS": "SUCCESS",
  "PAYOUT.FAILED": "FAILED",
  "PAYOUT.DELAYED": "DELAYED",
}
const BULK_EVENTS = ["PAYOUT.DONE", "PAYOUT.PENDING", "PAYOUT.DELAYED", "PAYOUT.CANCELLED"]
/** "Failure reasons", exact texts. */
const REASONS = [
  "Invalid account",
  "Inactive account",
  "Dormant account",
  "Failed to process by Bank Network",
  "Feature not allowed at this time",
  "Unknown Bank Network error",
  "Declined due to beneficiary limit",
]

interface Callback {
  readonly event: string
  readonly data: {
    readonly uuid: string
    readonly merchantId: string
    readonly status?: string
    readonly payouts?: {
      readonly referenceId: string
      readonly amount: { readonly currency: string; readonly value: string }
      readonly status: string
      readonly reason: string | null
    }
    readonly payoutResults?: Readonly<Record<string, number>>
  }
}

interface PaymentCallback {
  readonly event: string
  readonly data: { readonly id: string; readonly clientReferenceId: string }
}

export async function createPivotHandler(callbackApiKey: string): Promise<PivotHandler> {
  const payouts = new Map<string, string>()
  const reasons = new Map<string, string>()
  const payments = new Map<string, { status: string; fulfilled: number }>()
  const refusals = new Map<string, number>()

  const server = await serveDocumented((headers, body) => {
    if (headers["x-api-key"] !== callbackApiKey) return 401
    assert.match(headers["content-type"] ?? "", /^application\/json$/i)
    assert.match(headers.accept ?? "", /^application\/json$/i)
    const callback = JSON.parse(body) as Callback
    for (const [text, status] of refusals) if (body.includes(text)) return status
    if (callback.event.startsWith("PAYMENT.") || callback.event === "CHARGE.SUCCESS") {
      handlePayment(JSON.parse(body) as PaymentCallback)
      return 200
    }
    assert.ok(callback.data.uuid.length > 0 && callback.data.merchantId.length > 0)
    if (callback.data.payouts === undefined) handleBulk(callback)
    else handleSingle(callback.event, callback.data.payouts)
    return 200
  })

  function handleSingle(event: string, payout: NonNullable<Callback["data"]["payouts"]>): void {
    assert.equal(payout.status, SINGLE_EVENTS[event], "the event and the status agree")
    assert.match(payout.amount.value, /^\d+(\.\d+)?$/, "the amount is a string")
    assert.match(payout.amount.currency, /^[A-Z]{3}$/)
    assert.ok(payout.referenceId.length > 0)
    if (payout.status === "FAILED") {
      assert.ok(REASONS.includes(payout.reason ?? ""), `a documented reason: ${payout.reason}`)
      reasons.set(payout.referenceId, payout.reason ?? "")
    } else {
      assert.equal(payout.reason, null)
    }
    payouts.set(payout.referenceId, payout.status)
  }

  function handleBulk({ event, data }: Callback): void {
    assert.ok(BULK_EVENTS.includes(event), `a documented event: ${event}`)
    assert.equal(data.status, event.slice("PAYOUT.".length))
    const results = data.payoutResults ?? {}
    for (const what of ["Pending", "Success", "Failed", "Cancelled"]) {
      assert.ok(Number.isInteger(results[`total${what}Count`]), `total${what}Count is an integer`)
      assert.ok(Number.isInteger(results[`total${what}Amount`]), `total${what}Amount is an integer`)
    }
    const statuses = ["Success", "Failed", "Pending", "Cancelled"].filter(
      (what) => (results[`total${what}Count`] ?? 0) > 0,
    )
    const summary = statuses.map((what) => what.toUpperCase()).join(" and ")
    payouts.set(data.uuid, event === "PAYOUT.DONE" ? `DONE: ${summary}` : (data.status ?? ""))
  }

  function handlePayment({ event, data }: PaymentCallback): void {
    const payment = payments.get(data.clientReferenceId) ?? { status: "", fulfilled: 0 }
    payments.set(data.clientReferenceId, payment)
    switch (event) {
      case "PAYMENT.PROCESSING":
        payment.status = "Processing"
        break
      case "PAYMENT.CANCELLED":
        payment.status = "Cancelled"
        break
      case "PAYMENT.PAID":
      case "CHARGE.SUCCESS":
        payment.status = "Paid"
        payment.fulfilled += 1
        break
      default:
        assert.fail(`${event} is not documented`)
    }
  }

  return {
    ...server,
    payouts,
    reasons,
    payments,
    refuse: (text, status) => void refusals.set(text, status),
  }
}
