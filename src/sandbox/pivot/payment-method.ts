import { createHash } from "node:crypto"
import type { Charge, Outcome, Payment, PaymentMethod } from "./payment-state.ts"
import { wireTime } from "./wire-time.ts"

/**
 * What a charge shows of its payment method: the printed objects of virtual accounts and QR codes.
 * Nothing of a card or of an e-wallet's customer is kept, so nothing of them is shown.
 */
export function methodDetails({ thing, state }: Payment, charge: Charge): object {
  const { method, expiresAt } = state
  const expiryAt = expiresAt === null ? {} : { expiryAt: wireTime(expiresAt, 0) }
  switch (method?.type) {
    case "VIRTUAL_ACCOUNT":
      return {
        virtualAccount: {
          channel: method.channel,
          virtualAccountNumber: method.number
            ? `${ACCOUNT_PREFIX}${method.number}`
            : accountNumberOf(thing.name),
          virtualAccountName: method.holder,
          ...expiryAt,
        },
      }
    case "QR":
      return {
        qr: {
          acquirer: method.channel,
          qrContent: `SANDBOX.${thing.name}`,
          qrUrl: "",
          qrType: state.type === "MULTIPLE" ? "STATIC" : "DYNAMIC",
          retrievalReferenceNumber: charge.paidAt === null ? "" : digitsOf(charge.id, 12),
          issuerName: "",
          ...expiryAt,
          merchantName: method.holder,
        },
      }
    case "EWALLET":
      return { ewallet: { channel: method.channel, ...expiryAt } }
    case "CARD":
    case undefined:
      return {}
  }
}

/** The vendor's virtual accounts begin with these digits. */
const ACCOUNT_PREFIX = "7664"

/** The same for the same text, always. */
export function accountNumberOf(text: string): string {
  return `${ACCOUNT_PREFIX}${digitsOf(text, 12)}`
}

function digitsOf(text: string, count: number): string {
  const hash = createHash("sha256").update(text).digest()
  return (hash.readBigUInt64BE() % 10n ** BigInt(count)).toString().padStart(count, "0")
}

/** What the customer of an e-wallet does by himself; null: he waits to be told. */
export function customerOutcome(method: PaymentMethod): Outcome | null {
  return method.type === "EWALLET" ? (TEST_PHONES.get(nationalNumber(method.phone)) ?? null) : null
}

/** The page "Payment Simulation": 08111111001 and its neighbours. */
const TEST_PHONES: ReadonlyMap<string, Outcome> = new Map([
  ["8111111001", "SUCCESS"],
  ["8111111002", "STUCK"],
  ["8111111003", "CUSTOMER_CANCELS"],
  ["8111111004", "EXPIRES"],
])

/** `08…`, `+62 8…` and `628…` are one number. */
function nationalNumber(phone: string): string {
  return phone.replace(/\D/g, "").replace(/^(?:62)?0*/, "")
}
