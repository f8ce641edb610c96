import type { EncodedWebhook } from "../../providers/provider.ts"
import { wireNumber } from "../answer.ts"
import type { WireAmount } from "./wire-amount.ts"
import { adyenTime } from "./zone-time.ts"

/**
 * A standard webhook with one item, of any event code, in each of its three forms. Written here
 * once more than in the provider's folder: the other side of the wire must not share a mistake.
 * Source: Adyen OpenAPI Webhooks-v1; Notification.wsdl; the page "Payout webhook" for the form.
 */
export interface Notification {
  readonly amount: WireAmount
  readonly eventCode: string
  readonly eventDate: Date
  readonly merchantAccountCode: string
  readonly merchantReference: string
  readonly paymentMethod: string
  readonly pspReference: string
  readonly reason: string
  readonly success: boolean
}

/** Without credentials. The first form is Adyen's default. */
export function writeNotification(
  notification: Notification,
  form: string | undefined,
): EncodedWebhook {
  if (form === "form") return writeForm(notification)
  return form === "soap" ? writeSoap(notification) : writeJson(notification)
}

function writeJson(notification: Notification): EncodedWebhook {
  const { amount, eventDate, success, ...texts } = notification
  const item = {
    additionalData: {},
    amount: { currency: amount.currency, value: wireNumber(amount.value) },
    ...texts,
    eventDate: adyenTime(eventDate),
    success: String(success),
  }
  const body = { live: "false", notificationItems: [{ NotificationRequestItem: item }] }
  return written("application/json; charset=utf-8", JSON.stringify(body))
}

/** Absent values are there and empty; times are UTC with two decimals of a second. */
function writeForm(notification: Notification): EncodedWebhook {
  const { amount, eventDate, success, ...texts } = notification
  const fields = new URLSearchParams({
    originalReference: "",
    ...texts,
    ...amount,
    operations: "",
    success: String(success),
    live: "false",
    eventDate: eventDate.toISOString().replace(/\dZ$/, "Z"),
  })
  return written("application/x-www-form-urlencoded", fields.toString())
}

/** Elements in the order of the WSDL; what there is not is nil. */
function writeSoap(notification: Notification): EncodedWebhook {
  const { amount } = notification
  const text = [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"`,
    ` xmlns:xsd="http://www.w3.org/2001/XMLSchema"`,
    ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body>`,
    `<ns1:sendNotification xmlns:ns1="${NAMESPACE}"><ns1:notification>`,
    `<live xmlns="${NAMESPACE}">false</live>`,
    `<notificationItems xmlns="${NAMESPACE}"><NotificationRequestItem><additionalData></additionalData>`,
    `<amount><currency xmlns="${COMMON_NAMESPACE}">${escaped(amount.currency)}</currency>`,
    `<value xmlns="${COMMON_NAMESPACE}">${amount.value}</value></amount>`,
    element("eventCode", notification.eventCode),
    element("eventDate", adyenTime(notification.eventDate)),
    element("merchantAccountCode", notification.merchantAccountCode),
    element("merchantReference", notification.merchantReference),
    element("operations", ""),
    element("originalReference", ""),
    element("paymentMethod", notification.paymentMethod),
    element("pspReference", notification.pspReference),
    element("reason", notification.reason),
    element("success", String(notification.success)),
    `</NotificationRequestItem></notificationItems></ns1:notification></ns1:sendNotification>`,
    `</soap:Body></soap:Envelope>`,
  ].join("")
  return written("text/xml; charset=utf-8", text)
}

const NAMESPACE = "http://notification.services.adyen.com"
const COMMON_NAMESPACE = "http://common.services.adyen.com"

function element(name: string, text: string): string {
  return text === "" ? `<${name} xsi:nil="true"/>` : `<${name}>${escaped(text)}</${name}>`
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}

function written(contentType: string, body: string): EncodedWebhook {
  return { headers: { "content-type": contentType }, body: Buffer.from(body, "utf8") }
}
