import { shownUrl } from "./mail-text.ts"
import type { WrittenMail } from "./mail.ts"
import { renderMail } from "./render-mail.ts"

/** `endpointId` is the outside one; URL and error may be hostile. */
export function writeEndpointDisabled(told: {
  readonly endpointId: string
  readonly url: string
  readonly reason: "gone" | "failing"
  readonly lastError: string | null
}): WrittenMail {
  const why = {
    gone: "It answered 410 Gone, which asks for nothing more to be sent.",
    failing: "For days it has taken nothing that was sent.",
  }[told.reason]
  return renderMail({
    subject: "Paidout: an endpoint was disabled",
    heading: "Paidout has disabled an endpoint",
    lines: [],
    sections: [
      {
        title: told.endpointId,
        items: [
          {
            head: shownUrl(told.url),
            details: [why, ...(told.lastError === null ? [] : [`Last error: ${told.lastError}`])],
          },
        ],
        advice:
          "mend it, enable it again and resend what it missed, or delete it. Until then nothing is " +
          "sent to it, and what it misses is kept.",
      },
    ],
    link: null,
    footer: "You get this mail because a merchant's settings in Paidout name you.",
  })
}
