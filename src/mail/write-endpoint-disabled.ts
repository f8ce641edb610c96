import { escapeHtml, oneLine, shownUrl } from "./mail-text.ts"
import type { WrittenMail } from "./mail.ts"

/** `endpointId` is the outside one; URL and error may be hostile. */
export function writeEndpointDisabled(told: {
  readonly endpointId: string
  readonly url: string
  readonly reason: "gone" | "failing"
  readonly lastError: string | null
}): WrittenMail {
  const why = {
    gone: "It answered 410 Gone, which asks for nothing more to be sent.",
    failing: "It has taken no delivery for days.",
  }[told.reason]
  const lines = [
    `Paidout has disabled the endpoint ${told.endpointId}: ${shownUrl(told.url)}`,
    why,
    ...(told.lastError === null ? [] : [`Last error: ${oneLine(told.lastError)}`]),
    "Nothing is sent to it any more. What it misses is kept.",
    "What to do: mend it, enable it again, and resend what it missed. Or delete it.",
  ]
  return {
    subject: "Paidout: an endpoint was disabled",
    text: `${lines.join("\n\n")}\n`,
    html: lines.map((line) => `<p>${escapeHtml(line)}</p>\n`).join(""),
  }
}
