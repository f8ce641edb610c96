import { timeFromWire } from "../../providers/times.ts"
import { randomPooled } from "../../random.ts"
import type { RequestFields } from "./request-fields.ts"

const DAY_MS = 24 * 60 * 60 * 1000
const EXPIRES_IN_DAYS_MIN = 2
const EXPIRES_IN_DAYS_MAX = 90
/** The printed sample expires a week after it was made. */
const EXPIRES_IN_DAYS_DEFAULT = 7
const CODE_DIGITS = 24
const TEXT_CHARACTERS_MAX = 100

/** Who picks the money up, and until when: what is asked for a cash payout. */
export function readCashProperties(fields: RequestFields, now: Date): Record<string, string> {
  const accountNumber = fields.optionalText("account_number", TEXT_CHARACTERS_MAX)
  const givenNames = fields.requiredText("recipient_given_names", TEXT_CHARACTERS_MAX)
  const surname = fields.optionalText("recipient_surname", TEXT_CHARACTERS_MAX)
  const expiresAt = readExpiry(fields, now)
  return {
    ...(accountNumber !== undefined && { account_number: accountNumber }),
    recipient_given_names: givenNames,
    ...(surname !== undefined && { recipient_surname: surname }),
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
  }
}

/** What Xendit adds to them. */
export function completeCashProperties(
  asked: Readonly<Record<string, string>>,
  now: Date,
): Record<string, string> {
  const expiresAt = new Date(now.getTime() + EXPIRES_IN_DAYS_DEFAULT * DAY_MS).toISOString()
  return { payout_code: newPayoutCode(), expires_at: expiresAt, ...asked }
}

function readExpiry(fields: RequestFields, now: Date): string | undefined {
  const text = fields.optionalText("expires_at", TEXT_CHARACTERS_MAX)
  if (text === undefined) return undefined
  const expiry = timeFromWire(text)
  const days = expiry === null ? Number.NaN : (Date.parse(expiry) - now.getTime()) / DAY_MS
  if (expiry !== null && days >= EXPIRES_IN_DAYS_MIN && days <= EXPIRES_IN_DAYS_MAX) return expiry
  const fault = `should be at least ${EXPIRES_IN_DAYS_MIN} days from now and not exceeding ${EXPIRES_IN_DAYS_MAX} days`
  return fields.refuse("expires_at", fault)
}

/** What the recipient shows at the counter; the sample has 24 digits. */
function newPayoutCode(): string {
  const digits = BigInt(`0x${randomPooled(16).toString("hex")}`)
    .toString()
    .padStart(CODE_DIGITS, "0")
  return digits.slice(-CODE_DIGITS)
}
