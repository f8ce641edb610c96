import { isMailAddress } from "../../mail-address.ts"
import { arrayOf, isAbsent } from "../../providers/json-fields.ts"
import { RequestFields } from "./request-fields.ts"

/** Who is mailed when the payout has succeeded. */
export interface ReceiptNotification {
  readonly email_to?: readonly string[]
  readonly email_cc?: readonly string[]
  readonly email_bcc?: readonly string[]
}

const ADDRESSES_MAX = 3
const LISTS = ["email_to", "email_cc", "email_bcc"] as const

export function readReceiptNotification(fields: RequestFields): ReceiptNotification | undefined {
  const object = fields.optionalObject("receipt_notification")
  if (object === undefined) return undefined
  const inner = new RequestFields(object, "receipt_notification.", fields.errors)
  const given = LISTS.filter((name) => !isAbsent(object[name]))
  return Object.fromEntries(given.map((name) => [name, readAddresses(inner, name)]))
}

function readAddresses(fields: RequestFields, name: string): readonly string[] {
  const list = arrayOf(fields.peek(name))
  if (list === undefined) return fields.refuse(name, "should be array") ?? []
  if (list.length > ADDRESSES_MAX) {
    fields.refuse(name, `should have at most ${ADDRESSES_MAX} email addresses`)
  }
  const addresses = list.filter(
    (value): value is string => typeof value === "string" && isMailAddress(value),
  )
  if (addresses.length < list.length) fields.refuse(name, "should be email addresses")
  return addresses
}
