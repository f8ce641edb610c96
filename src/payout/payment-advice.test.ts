import { expect, test } from "vitest"

import { paymentAdvice, paymentView } from "./payment.ts"
import { samplePayment } from "./sample-payment.ts"

const charge = { providerId: "charge-1", status: "SUCCESS", amount: null, paidAt: null }

test.each([
  ["paid", [], "Fulfil the order"],
  ["cancelled", [], "inform the customer"],
  ["processing", [], "pending"],
  ["processing", [charge], "A charge of it was paid: fulfil that order"],
] as const)("a payment that is %s with %j is advised: %s", (status, charges, words) => {
  expect(paymentAdvice({ status, charges })).toContain(words)
})

test("the advice is not part of what event bodies are made of", () => {
  const at = "2026-11-21T08:00:00.000Z"
  const payment = samplePayment({ provider: "pivot", at, newUuid: () => "1" })
  expect(paymentView(payment, (kind, id) => `${kind}_${id}`)).not.toHaveProperty("advice")
})
