import type { SeededRandom } from "../seeded-random.ts"
import { uuidOf } from "./draw-pivot.ts"
import type { DrawnWebhook } from "./drawn-webhook.ts"
import { newSubject, tell, type Subject } from "./story.ts"

interface Session {
  readonly subject: Subject
  readonly amount: number
  readonly type: "SINGLE" | "MULTIPLE"
  /** Those that were paid, in order. */
  readonly charges: string[]
}

/** A payment session of Pivot's: of one payment, or of several charges. */
export function drawPayment(random: SeededRandom): readonly DrawnWebhook[] {
  const session: Session = {
    subject: newSubject("payment", "pivot", { providerId: uuidOf(random) }),
    amount: random.between(10_000, 900_000),
    type: random.chance(0.6) ? "SINGLE" : "MULTIPLE",
    charges: [],
  }
  const webhooks: DrawnWebhook[] = []
  if (session.type === "SINGLE") {
    if (random.chance(0.5)) webhooks.push(say(session, "PAYMENT.PROCESSING", "PROCESSING"))
    const isPaid = random.chance(0.7)
    if (isPaid) session.charges.push(uuidOf(random))
    if (isPaid) webhooks.push(say(session, "PAYMENT.PAID", "PAID"))
    // Both is a contradiction.
    if (!isPaid || random.chance(0.05)) {
      webhooks.push(say(session, "PAYMENT.CANCELLED", random.pick(["CANCELLED", "EXPIRED"])))
    }
    return webhooks
  }
  for (let left = random.between(1, 4); left > 0; left -= 1) {
    session.charges.push(uuidOf(random))
    webhooks.push(say(session, "CHARGE.SUCCESS", "ACTIVE"))
  }
  if (random.chance(0.3)) webhooks.push(say(session, "PAYMENT.PAID", "PAID"))
  return webhooks
}

function say(session: Session, wireEvent: string, status: string): DrawnWebhook {
  const { subject, amount, type, charges } = session
  const word = wireEvent === "CHARGE.SUCCESS" ? "CHARGE" : wireEvent.slice(8)
  const minute = String(10 + charges.length)
  const telling = tell(subject, {
    key: `${subject.providerId} ${word} ${charges.join(" ")}`,
    wireEvent,
    fact: {
      status: word === "PAID" ? "paid" : word === "CANCELLED" ? "cancelled" : "processing",
      order: `2026-02-03T04:${minute}:07.020Z`,
    },
    amount: `${amount}.0000 IDR`,
    paidCharge: word === "CHARGE" ? (charges.at(-1) ?? null) : null,
  })
  const details = charges.map(
    (id, at) =>
      `{"id":"${id}","paymentSessionId":"${subject.providerId}",` +
      `"amount":{"value":${amount},"currency":"IDR"},"status":"SUCCESS",` +
      `"createdAt":"2026-02-03T04:05:06Z","updatedAt":"2026-02-03T04:${11 + at}:07Z",` +
      `"paidAt":"2026-02-03T04:${11 + at}:06Z"}`,
  )
  const body =
    `{"event":"${wireEvent}","data":{"id":"${subject.providerId}",` +
    `"clientReferenceId":"ORDER-${subject.providerId.slice(0, 8)}",` +
    `"amount":{"value":${amount},"currency":"IDR"},"paymentType":"${type}",` +
    `"status":"${status}","createdAt":"2026-02-03T04:05:06Z",` +
    `"updatedAt":"2026-02-03T04:${minute}:07.020Z","expiryAt":"2026-02-03T05:20:06Z",` +
    `"chargeDetails":[${details.join(",")}]}}`
  return { kind: "facts", source: "pivot", tellings: [telling], body }
}
