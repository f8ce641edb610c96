import { JsonNumber } from "../json.ts"
import type { EncodedWebhook } from "../provider.ts"
import type { ClassicItem } from "./classic-item.ts"
import { SIGNED_FIELDS } from "./signature.ts"
import { escapeXml, isXmlText } from "./xml-references.ts"

/** Without credentials, all three: `sign.ts` adds them. */
export function writeJson(item: ClassicItem, live: string): EncodedWebhook {
  const { value, currency, additionalData, ...texts } = item
  const present = Object.entries(texts).filter(
    ([name, text]) => text !== "" || SENT_EMPTY.has(name),
  )
  const body = {
    ...(live === "" ? {} : { live }),
    notificationItems: [
      {
        NotificationRequestItem: {
          additionalData: Object.fromEntries(additionalData),
          amount: { currency, value: new JsonNumber(value) },
          ...Object.fromEntries(present),
          ...(item.eventDate === "" ? {} : { eventDate: withOffset(item.eventDate) }),
        },
      },
    ],
  }
  return {
    headers: { "content-type": "application/json; charset=utf-8" },
    body: Buffer.from(JSON.stringify(body), "utf8"),
  }
}

/** The form's eventDate is UTC with two decimals of a second: `2015-10-13T07:29:40.00Z`. */
export function writeForm(item: ClassicItem, live: string): EncodedWebhook {
  const { additionalData, ...texts } = item
  const fields = new URLSearchParams({
    ...texts,
    eventDate: texts.eventDate.replace(/(\.\d\d)\dZ$/, "$1Z"),
    operations: "",
  })
  if (live !== "") fields.set("live", live)
  for (const [key, value] of additionalData) fields.set(`additionalData.${key}`, value)
  return {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: Buffer.from(fields.toString(), "utf8"),
  }
}

/**
 * Elements in the order of the WSDL; null where XML has no way to write a character of a signed
 * field. In other texts U+FFFD stands for it: a word that ends a payout must not be lost to it.
 */
export function writeSoap(item: ClassicItem, live: string): EncodedWebhook | null {
  if (!SIGNED_FIELDS.every((name) => isXmlText(item[name]))) return null
  const entries = [...item.additionalData].map(([key, value]) => soapEntry(key, value))
  const text = [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"`,
    ` xmlns:xsd="http://www.w3.org/2001/XMLSchema"`,
    ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body>`,
    `<ns1:sendNotification xmlns:ns1="${NOTIFICATION}"><ns1:notification>`,
    live === "" ? "" : `<live xmlns="${NOTIFICATION}">${live}</live>`,
    `<notificationItems xmlns="${NOTIFICATION}"><NotificationRequestItem>`,
    `<additionalData>${entries.join("")}</additionalData>`,
    `<amount><currency xmlns="${COMMON}">${escapeXml(item.currency)}</currency>`,
    `<value xmlns="${COMMON}">${escapeXml(item.value)}</value></amount>`,
    ...ELEMENTS.map((name) => element(name, elementText(item, name))),
    `</NotificationRequestItem></notificationItems></ns1:notification></ns1:sendNotification>`,
    `</soap:Body></soap:Envelope>`,
  ].join("")
  return {
    headers: { "content-type": "text/xml; charset=utf-8" },
    body: Buffer.from(text, "utf8"),
  }
}

/** An entry of `additionalData`, which is a map of anything to anything. */
export function soapEntry(key: string, value: string): string {
  return (
    `<entry><key xsi:type="xsd:string">${escapeXml(key)}</key>` +
    `<value xsi:type="xsd:string">${escapeXml(value)}</value></entry>`
  )
}

/** Required by the schema, so they are there even when they say nothing. */
const SENT_EMPTY: ReadonlySet<string> = new Set([
  "pspReference",
  "merchantAccountCode",
  "merchantReference",
  "reason",
])

const NOTIFICATION = "http://notification.services.adyen.com"
const COMMON = "http://common.services.adyen.com"

const ELEMENTS = [
  "eventCode",
  "eventDate",
  "merchantAccountCode",
  "merchantReference",
  "operations",
  "originalReference",
  "paymentMethod",
  "pspReference",
  "reason",
  "success",
] as const

function elementText(item: ClassicItem, name: (typeof ELEMENTS)[number]): string {
  if (name === "operations") return ""
  return name === "eventDate" ? withOffset(item.eventDate) : item[name]
}

/** JSON and SOAP dates have an offset and no empty fraction: `2021-01-01T01:00:00+00:00`. */
function withOffset(time: string): string {
  return time.replace(/(?:\.000)?Z$/, "+00:00")
}

function element(name: string, text: string): string {
  return text === "" ? `<${name} xsi:nil="true"/>` : `<${name}>${escapeXml(text)}</${name}>`
}
