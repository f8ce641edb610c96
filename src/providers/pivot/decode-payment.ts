import type { PaymentCharge, PaymentEvent } from "../../payout/event.ts"
import { arrayOf, identifierOf, isAbsent, objectOf } from "../json-fields.ts"
import { plainObject } from "../json-plain.ts"
import type { Json, JsonObject } from "../json.ts"
import {
  isPaid,
  optionalIdentifier,
  optionalMoney,
  optionalText,
  optionalTime,
  paymentKey,
  Problem,
  requiredIdentifier,
  statusProblem,
} from "./payload.ts"
import { PAYMENT_EVENTS, SESSION_STATUSES, statusWord } from "./status.ts"

/** A payment session with its charges. `CHARGE.SUCCESS` may also carry the charge alone. */
export function decodePayment(
  event: keyof typeof PAYMENT_EVENTS,
  data: JsonObject,
): PaymentEvent | Problem {
  if (event === "CHARGE.SUCCESS" && !isAbsent(data["paymentSessionId"])) {
    return decodeLoneCharge(event, data)
  }
  const id = requiredIdentifier(data, "id")
  if (id instanceof Problem) return id
  const wireStatus = requiredIdentifier(data, "status")
  if (wireStatus instanceof Problem) return wireStatus
  const status = sessionStatus(event, statusWord(wireStatus))
  if (status instanceof Problem) return status
  const reference = optionalIdentifier(data, "clientReferenceId")
  if (reference instanceof Problem) return reference
  const amount = optionalMoney(data, "amount")
  if (amount instanceof Problem) return amount
  const paymentType = paymentTypeOf(data["paymentType"])
  if (paymentType instanceof Problem) return paymentType
  const charges = chargesOf(data["chargeDetails"])
  if (charges instanceof Problem) return charges
  const cancellationReason = optionalText(data, "cancellationReason")
  if (cancellationReason instanceof Problem) return cancellationReason
  const paidCharge = event === "CHARGE.SUCCESS" ? newestPaid(charges) : null
  if (paidCharge === undefined) {
    return new Problem("contradiction", "CHARGE.SUCCESS, but no charge of it has that status.")
  }

  const updatedAt = optionalTime(data, "updatedAt")
  const createdAt = optionalTime(data, "createdAt")
  const expiresAt = optionalTime(data, "expiryAt")
  const metadata = objectOf(data["metadata"])
  const plainCharges = charges.map(({ charge }) => charge)
  return {
    subject: "payment",
    key: paymentKey(id, PAYMENT_EVENTS[event].word, plainCharges),
    wireEvent: event,
    providerId: id,
    live: null,
    account: null,
    occurredAt: updatedAt,
    order: updatedAt,
    reference,
    status,
    cancellationReason: cancellationReason === "" ? null : cancellationReason,
    amount,
    paymentType,
    paidCharge,
    charges: plainCharges,
    ...(metadata && { metadata: plainObject(metadata) }),
    ...(createdAt && { createdAt }),
    ...(expiresAt && { expiresAt }),
  }
}

interface ReadCharge {
  readonly charge: PaymentCharge
  /** What orders charges among each other. */
  readonly time: string
}

/** `data` is a charge object: it names its session, whose own amount and state it does not tell. */
function decodeLoneCharge(event: "CHARGE.SUCCESS", data: JsonObject): PaymentEvent | Problem {
  const id = requiredIdentifier(data, "paymentSessionId")
  if (id instanceof Problem) return id
  const reference = optionalIdentifier(data, "paymentSessionClientReferenceId")
  if (reference instanceof Problem) return reference
  const read = chargeOf(data)
  if (read instanceof Problem) return read
  const { charge } = read
  const contradiction = statusProblem(event, statusWord(charge.status), {
    agreesWith: ["SUCCESS"],
    known: () => true,
  })
  if (contradiction) return contradiction
  const updatedAt = optionalTime(data, "updatedAt")
  return {
    subject: "payment",
    key: paymentKey(id, PAYMENT_EVENTS[event].word, [charge]),
    wireEvent: event,
    providerId: id,
    live: null,
    account: null,
    occurredAt: updatedAt,
    order: updatedAt,
    reference,
    status: "processing",
    cancellationReason: null,
    amount: null,
    paymentType: null,
    paidCharge: charge.providerId,
    charges: [charge],
  }
}

function sessionStatus(
  event: keyof typeof PAYMENT_EVENTS,
  word: string,
): PaymentEvent["status"] | Problem {
  const { status } = PAYMENT_EVENTS[event]
  const words = Object.entries(SESSION_STATUSES)
  const agreeing = words.filter(([, meaning]) => status === null || meaning === status)
  const problem = statusProblem(event, word, {
    agreesWith: agreeing.map(([known]) => known),
    known: (known) => Object.hasOwn(SESSION_STATUSES, known),
  })
  return problem ?? status ?? SESSION_STATUSES[word as keyof typeof SESSION_STATUSES]
}

function paymentTypeOf(value: Json | undefined): PaymentEvent["paymentType"] | Problem {
  if (isAbsent(value)) return null
  if (value === "SINGLE") return "single"
  if (value === "MULTIPLE") return "multiple"
  return new Problem("field_invalid", "The field paymentType is neither SINGLE nor MULTIPLE.")
}

function chargesOf(value: Json | undefined): readonly ReadCharge[] | Problem {
  if (isAbsent(value)) return []
  const charges: ReadCharge[] = []
  for (const item of arrayOf(value) ?? [value]) {
    const charge = chargeOf(item)
    if (charge instanceof Problem) return charge
    charges.push(charge)
  }
  return charges
}

function chargeOf(value: Json | undefined): ReadCharge | Problem {
  const object = objectOf(value)
  const providerId = identifierOf(object?.["id"])
  const status = identifierOf(object?.["status"])
  if (!object || providerId === undefined || status === undefined) {
    return new Problem("field_invalid", "A charge is no object with an id and a status.")
  }
  const amount = optionalMoney(object, "amount")
  if (amount instanceof Problem) return amount
  const paidAt = optionalTime(object, "paidAt")
  const time = paidAt ?? optionalTime(object, "updatedAt") ?? optionalTime(object, "createdAt")
  return { charge: { providerId, status, amount, paidAt }, time: time ?? "" }
}

/**
 * Which charge a CHARGE.SUCCESS speaks of is not on the wire: the one paid last (`paidAt`, else
 * `updatedAt`, else `createdAt`), of equals the one listed last.
 */
function newestPaid(charges: readonly ReadCharge[]): string | undefined {
  const paid = charges.filter(({ charge }) => isPaid(charge))
  return paid.reduce<ReadCharge | undefined>(
    (newest, read) => (newest && newest.time > read.time ? newest : read),
    undefined,
  )?.charge.providerId
}
