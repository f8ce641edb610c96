import { fieldAt, identifierOf, isAbsent, objectOf, textOf } from "../../providers/json-fields.ts"
import type { Json } from "../../providers/json.ts"
import { timeFromWire } from "../../providers/times.ts"
import { newPspReference } from "./psp-reference.ts"
import { readWireAmount } from "./wire-amount.ts"
import type { Notification } from "./write-notification.ts"

/** What the Management API can send as a test of a standard webhook. Source: ManagementService-v3. */
export const TEST_TYPES = [
  "AUTHORISATION",
  "CHARGEBACK_REVERSED",
  "ORDER_CLOSED",
  "ORDER_OPENED",
  "PAIDOUT_REVERSED",
  "PAYOUT_THIRDPARTY",
  "REFUNDED_REVERSED",
  "REFUND_WITH_DATA",
  "REPORT_AVAILABLE",
  "CUSTOM",
] as const
export type TestType = (typeof TEST_TYPES)[number]

export interface TestAbout {
  readonly merchantAccountCode: string
  readonly at: Date
  /** Test notifications are known by their pspReference; `plain`: as the printed answer has it. */
  readonly references: "marked" | "plain"
}

/** Four for each code: success true and false, in EUR and in GBP. */
export function testNotifications(
  type: Exclude<TestType, "CUSTOM">,
  about: TestAbout,
): readonly Notification[] {
  return [true, false].flatMap((success, half) =>
    ["EUR", "GBP"].map((currency, place) => {
      const number = half * 2 + place + 1
      const isMarked = about.references === "marked"
      return {
        amount: { currency, value: TEST_VALUE },
        eventCode: type,
        eventDate: about.at,
        merchantAccountCode: about.merchantAccountCode,
        merchantReference: isMarked ? `testMerchantRef${number}` : newPspReference().slice(0, 8),
        paymentMethod: "visa",
        pspReference: isMarked ? `test_${type}_${number}` : newPspReference(),
        reason: "",
        success,
      }
    }),
  )
}

const TEST_VALUE = "21000"

/** One, of the fields that are given; undefined: a field cannot be what it is given as. */
export function customNotification(
  given: Json | undefined,
  about: TestAbout,
): Notification | undefined {
  const fields = objectOf(given)
  if (fields === undefined) return undefined
  const amount = isAbsent(fields["amount"])
    ? { currency: "EUR", value: TEST_VALUE }
    : readWireAmount(fields["amount"])
  const at = isAbsent(fields["eventDate"])
    ? about.at.toISOString()
    : timeFromWire(textOf(fields["eventDate"]) ?? "")
  const texts = TEXTS.map((name) => fieldAt(fields, name))
  const success = fields["success"] ?? true
  if (amount === undefined || at === null || typeof success !== "boolean") return undefined
  if (texts.some((text) => !isAbsent(text) && identifierOf(text) === undefined)) return undefined
  const [eventCode, merchantReference, paymentMethod, reason] = texts.map((text) => textOf(text))
  return {
    amount,
    eventCode: eventCode ?? "NOTIFICATIONTEST",
    eventDate: new Date(at),
    merchantAccountCode: about.merchantAccountCode,
    merchantReference: merchantReference ?? "",
    paymentMethod: paymentMethod ?? "",
    pspReference: `TEST_CUSTOM_${newPspReference()}`,
    reason: reason ?? "",
    success,
  }
}

const TEXTS = ["eventCode", "merchantReference", "paymentMethod", "reason"] as const
