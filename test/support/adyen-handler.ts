import assert from "node:assert/strict"
import http from "node:http"
import type { AddressInfo } from "node:net"
import { hmacValidator, TransferWebhooksHandler } from "@adyen/api-library"
import { XMLParser } from "fast-xml-parser"

/**
 * A merchant's webhook handler, written by Adyen's documentation with Adyen's library: standard
 * webhooks ("Payout webhook", Webhooks v1, Notification.wsdl) as JSON, HTTP form or SOAP, or
 * transfer webhooks. It knows nothing of Paidout or of another provider.
 */
export interface AdyenHandler {
  readonly url: string
  /** Everything that came, registration included. */
  readonly requests: HandledWebhook[]
  /** What did not look as the documentation says, and why. */
  readonly faults: string[]
  /** Where a payout stands, by the merchant's own reference. */
  readonly payouts: Map<string, string>
  /** What it verifies with from now on. */
  hmacKey: string
  /** How it says that it has taken a webhook. */
  acknowledgement: string
  /** Fails so many times, with 503, before it takes a webhook that mentions the text. */
  failFirst(text: string, times: number): void
  close(): Promise<void>
}

export interface HandledWebhook {
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
  readonly status: number
}

export type AdyenForm = "json" | "form" | "soap" | "transfer"

interface Credentials {
  readonly hmacKey: string
  readonly username: string
  readonly password: string
}

export async function createAdyenHandler(
  form: AdyenForm,
  { hmacKey, username, password }: Credentials,
): Promise<AdyenHandler> {
  const validator = new hmacValidator()
  const failures = new Map<string, number>()
  const seen = new Set<string>()
  const newest = new Map<string, number>()
  const references = new Map<string, string>()

  const server = http.createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text: string) => (body += text))
    request.on("end", () => {
      let status = 400
      try {
        status = handle(request.headers, body)
      } catch (error) {
        handler.faults.push(`${String(error)} in ${body}`)
      }
      handler.requests.push({ headers: request.headers, body, status })
      const answer = form === "soap" ? soapAnswer(handler.acknowledgement) : handler.acknowledgement
      response.writeHead(status).end(status === 200 ? answer : "")
    })
  })

  function handle(headers: http.IncomingHttpHeaders, body: string): number {
    const basic = Buffer.from(`${username}:${password}`).toString("base64")
    if (headers.authorization !== `Basic ${basic}`) return 401
    assert.match(headers["content-type"] ?? "", CONTENT_TYPES[form])
    const apply = form === "transfer" ? readTransfer(headers, body) : readNotification(body)
    if (apply === null) return 401
    for (const [text, times] of failures) {
      if (times > 0 && body.includes(text)) {
        failures.set(text, times - 1)
        return 503
      }
    }
    apply()
    return 200
  }

  /** "Verify, store, acknowledge, process"; null: the signature is not this webhook's. */
  function readNotification(body: string): (() => void) | null {
    const { live, item } = readNotificationOf[form as Exclude<AdyenForm, "transfer">](body)
    if (!validator.validateHMAC(item, handler.hmacKey)) return null
    assert.ok(live === "true" || live === "false")
    for (const name of REQUIRED) assert.ok(item[name] !== undefined, `${name} is required`)
    assert.ok(item.amount.value !== undefined && Number.isSafeInteger(item.amount.value))
    assert.match(item.amount.currency ?? "", /^[A-Z]{3}$/)
    const at = Date.parse(item.eventDate)
    assert.ok(!Number.isNaN(at))
    return () => {
      const { eventCode, pspReference, merchantReference } = item
      if (pspReference.includes("test_")) return
      const duplicate = `${eventCode} ${pspReference}`
      if (seen.has(duplicate)) return
      seen.add(duplicate)
      const payout = item.originalReference || pspReference
      assert.equal(references.get(payout) ?? merchantReference, merchantReference)
      references.set(payout, merchantReference)
      // The order of arrival is not guaranteed: the latest eventDate counts.
      if (at < (newest.get(payout) ?? 0)) return
      newest.set(payout, at)
      handler.payouts.set(merchantReference, stateAfter(item))
    }
  }

  function readTransfer(headers: http.IncomingHttpHeaders, body: string): (() => void) | null {
    const signature = headers["hmacsignature"]
    assert.equal(headers["protocol"], "HmacSHA256")
    if (typeof signature !== "string") return null
    if (!validator.validateHMACSignature(handler.hmacKey, signature, body)) return null
    const { data, type } = new TransferWebhooksHandler(body).getTransferNotificationRequest()
    assert.match(type ?? "", /^balancePlatform\.transfer\.(created|updated)$/)
    const { id = "", reference = "", sequenceNumber = 0 } = data
    return () => {
      if (id.startsWith("test_") || sequenceNumber <= (newest.get(id) ?? 0)) return
      newest.set(id, sequenceNumber)
      const tracking = data.tracking as { readonly type?: string; readonly status?: string }
      const credited = tracking?.type === "confirmation" && tracking.status === "credited"
      handler.payouts.set(reference, credited ? "credited" : data.status)
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const handler: AdyenHandler = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/adyen`,
    requests: [],
    faults: [],
    payouts: new Map(),
    hmacKey,
    acknowledgement: "[accepted]",
    failFirst: (text, times) => void failures.set(text, times),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return handler
}

const CONTENT_TYPES: Readonly<Record<AdyenForm, RegExp>> = {
  json: /^application\/json; charset=utf-8$/,
  form: /^application\/x-www-form-urlencoded$/,
  soap: /^text\/xml; charset=utf-8$/,
  transfer: /^application\/json; charset=utf-8$/,
}

type Item = Parameters<InstanceType<typeof hmacValidator>["validateHMAC"]>[0]

const REQUIRED = [
  "pspReference",
  "merchantReference",
  "merchantAccountCode",
  "eventDate",
  "eventCode",
  "amount",
  "success",
] as const satisfies readonly (keyof Item)[]

/** By the page "Payout webhook". */
function stateAfter({ eventCode, success, reason }: Item): string {
  switch (`${eventCode} ${success}`) {
    case "PAYOUT_THIRDPARTY true":
      return "on its way"
    case "PAYOUT_THIRDPARTY false":
      return `failed: ${reason}`
    case "PAYOUT_DECLINE true":
      return "declined"
    case "PAYOUT_EXPIRE true":
      return "expired"
    case "PAIDOUT_REVERSED true":
      return "came back"
    default:
      throw new Error(`${eventCode} ${success} is not on the page`)
  }
}

interface Notification {
  readonly live: string
  readonly item: Item
}

/** A standard webhook in each of its forms, as the library takes its item. */
export const readNotificationOf: Readonly<
  Record<Exclude<AdyenForm, "transfer">, (body: string) => Notification>
> = {
  json(body) {
    const { live, notificationItems } = JSON.parse(body)
    assert.equal(notificationItems.length, 1)
    return { live, item: notificationItems[0].NotificationRequestItem }
  },
  form(body) {
    const fields = Object.fromEntries(new URLSearchParams(body))
    const additionalData = { hmacSignature: fields["additionalData.hmacSignature"] }
    const amount = { value: Number(fields["value"]), currency: fields["currency"] }
    const item = { ...fields, amount, additionalData } as unknown as Item
    return { live: fields["live"] ?? "", item }
  },
  soap(body) {
    const { notification } = SOAP.parse(body).Envelope.Body.sendNotification
    const fields = notification.notificationItems.NotificationRequestItem
    const { currency, value } = fields.amount
    const entries = [fields.additionalData.entry].flat() as { key: string; value: string }[]
    const additionalData = Object.fromEntries(entries.map((entry) => [entry.key, entry.value]))
    const amount = { value: Number(value), currency }
    return { live: notification.live, item: { ...fields, amount, additionalData } }
  },
}

const SOAP = new XMLParser({ removeNSPrefix: true, parseTagValue: false, trimValues: false })

function soapAnswer(acknowledgement: string): string {
  return (
    '<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">' +
    '<soapenv:Body><sendNotificationResponse xmlns="http://notification.services.adyen.com">' +
    `<notificationResponse>${acknowledgement}</notificationResponse>` +
    "</sendNotificationResponse></soapenv:Body></soapenv:Envelope>"
  )
}
