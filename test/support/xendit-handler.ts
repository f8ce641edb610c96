import assert from "node:assert/strict"

import { serveDocumented, type DocumentedServer } from "./documented-server.ts"

/**
 * A merchant's webhook handler, written by Xendit's page "Payout webhook" and nothing else: what the
 * page does not promise makes it stumble. It knows nothing of Paidout or of another provider.
 */
export interface XenditHandler extends DocumentedServer {
  /** Status by `reference_id`. */
  readonly payouts: Map<string, string>
  readonly failureCodes: Map<string, string>
  readonly accounts: Map<string, string>
  /** Fails so many times, with 503, before it takes a webhook that mentions the text. */
  failFirst(text: string, times: number): void
}

const STATUS_OF_EVENT: Readonly<Record<string, string>> = {
  "payout.succeeded": "SUCCEEDED",
  "payout.failed": "FAILED",
  "payout.reversed": "REVERSED",
}
/** "Valid values" of `failure_code`. */
const FAILURE_CODES = [
  "INSUFFICIENT_BALANCE",
  "INVALID_DESTINATION",
  "REJECTED_BY_CHANNEL",
  "TEMPORARY_TRANSFER_ERROR",
  "TRANSFER_ERROR",
  "UNKNOWN_BANK_NETWORK_ERROR",
  "DESTINATION_MAXIMUM_LIMIT",
]

interface Webhook {
  readonly event: string
  readonly business_id: string
  readonly created: string
  readonly data: {
    readonly id: string
    readonly amount: number
    readonly currency: string
    readonly status: string
    readonly reference_id: string
    readonly created: string
    readonly updated: string
    readonly failure_code?: string
    readonly business_id: string
    readonly channel_properties: { readonly account_number?: string }
  }
}

export async function createXenditHandler(verificationToken: string): Promise<XenditHandler> {
  const payouts = new Map<string, string>()
  const updated = new Map<string, string>()
  const failureCodes = new Map<string, string>()
  const accounts = new Map<string, string>()
  const failures = new Map<string, number>()
  const seen = new Set<string>()

  const server = await serveDocumented((headers, body) => {
    if (headers["x-callback-token"] !== verificationToken) return 401
    const { event, business_id, created, data } = JSON.parse(body) as Webhook
    const id = String(headers["webhook-id"])
    assert.match(id, /^[0-9a-f-]{36}$/, "every webhook has a unique identifier")
    for (const [text, times] of failures) {
      if (!body.includes(text) || times === 0) continue
      failures.set(text, times - 1)
      return 503
    }
    // "A second arrival with the same id is a duplicate."
    if (seen.has(id)) return 200
    seen.add(id)

    assert.equal(data.status, STATUS_OF_EVENT[event], "the event and the status agree")
    assert.ok(business_id.length > 0 && data.business_id.length > 0)
    assert.ok(data.reference_id.length >= 1 && data.reference_id.length <= 255)
    for (const time of [created, data.created, data.updated]) {
      assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
    }
    assert.ok(data.amount >= 0 && /^[A-Z]{3}$/.test(data.currency))
    // Webhooks may come out of order: an older state is not news.
    const last = updated.get(data.id)
    if (last !== undefined && data.updated < last) return 200
    updated.set(data.id, data.updated)
    if (event === "payout.failed") {
      assert.ok(FAILURE_CODES.includes(data.failure_code ?? ""), "a documented failure code")
      failureCodes.set(data.reference_id, data.failure_code ?? "")
    }
    const account = data.channel_properties.account_number
    if (account !== undefined) accounts.set(data.reference_id, account)
    payouts.set(data.reference_id, data.status)
    return 200
  })

  return {
    ...server,
    payouts,
    failureCodes,
    accounts,
    failFirst: (text, times) => void failures.set(text, times),
  }
}
