import type { DialectSettings, WebhookAnswer } from "../provider.ts"
import { onlyChild, readXml, type XmlElement } from "./xml.ts"

/**
 * Any 2xx acknowledges a webhook today, whatever its body; with `require_accepted_body` only the
 * word that older texts ask for does, plain or in the envelope of SOAP. Adyen retries all else.
 */
export function judge(answer: WebhookAnswer, settings: DialectSettings): "accepted" | "failed" {
  const { status, body } = answer
  if (status === null || status < 200 || status >= 300) return "failed"
  if (settings.require_accepted_body !== true) return "accepted"
  return body !== null && isAccepted(Buffer.from(body).toString("utf8").trim())
    ? "accepted"
    : "failed"
}

const ACCEPTED = "[accepted]"

function isAccepted(text: string): boolean {
  if (!text.startsWith("<")) return text === ACCEPTED
  const root = readXml(text)
  if (!root.ok || root.value.name !== "Envelope") return false
  let element: XmlElement | "repeated" | undefined = root.value
  for (const name of ["Body", "sendNotificationResponse", "notificationResponse"]) {
    if (element === undefined || element === "repeated") return false
    element = onlyChild(element, name)
  }
  return typeof element === "object" && element.text.trim() === ACCEPTED
}
