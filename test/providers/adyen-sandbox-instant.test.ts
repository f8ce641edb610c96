import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

import { createAdyenMerchant, VISA, type AdyenMerchant } from "../support/adyen-payouts.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let merchant: AdyenMerchant

beforeAll(async () => {
  fixture = await createSandboxFixture("adyen")
  merchant = createAdyenMerchant(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => await fixture.configure({ settings: {}, misbehaviour: {} }))

const available = () => fixture.balance("PAYOUT", "EUR")

const payInstantly = (request: ReturnType<AdyenMerchant["cardRequest"]>) =>
  merchant.payouts.InstantPayoutsApi.payout(request)

test("an instant payout is received, then told as approved, with no name but its own", async () => {
  const before = await available()
  const request = merchant.cardRequest()
  const answer = await payInstantly(request)
  expect(answer.resultCode).toBe("Received")
  await fixture.advance(3)
  const [item] = await merchant.told(request, 1)
  expect(item).toMatchObject({
    eventCode: "PAYOUT_THIRDPARTY",
    success: "true",
    reason: "Approved",
    paymentMethod: "visa",
    pspReference: answer.pspReference,
    additionalData: {
      cardSummary: "1111",
      expiryDate: "03/2030",
      paymentMethodVariant: "visa",
      cardHolderName: "John Smith",
      authCode: expect.stringMatching(/^\d{5}$/),
    },
  })
  expect(item).not.toHaveProperty("originalReference")
  expect(await available()).toBe(before - 250_000n)
})

test("one that the issuer refuses is told as failed", async () => {
  const plan = { match: {}, outcome: "refused", reason: "Restricted Card" }
  await fixture.configure({ settings: { plans: [plan] } })
  const request = merchant.cardRequest()
  expect((await payInstantly(request)).resultCode).toBe("Received")
  await fixture.advance(3)
  const [item] = await merchant.told(request, 1)
  expect(item).toMatchObject({ success: "false", reason: "Restricted Card" })
  expect(item?.additionalData).not.toHaveProperty("authCode")
})

test("its webhook may name the payout as original, as the page prints it", async () => {
  await fixture.configure({ settings: { instant_original: "payout" } })
  const request = merchant.cardRequest()
  const { pspReference } = await payInstantly(request)
  await fixture.advance(3)
  const [item] = await merchant.told(request, 1)
  expect(item?.originalReference).toBe(pspReference)
  expect(item?.pspReference).toMatch(/^[0-9A-Z]{16}$/)
  expect(item?.pspReference).not.toBe(pspReference)
})

test("it may be answered with its result at once, and is told all the same", async () => {
  const plan = { match: { reference_prefix: "no-" }, outcome: "refused", reason: "Refused" }
  await fixture.configure({ settings: { instant_answer: "result", plans: [plan] } })
  const good = merchant.cardRequest()
  const bad = merchant.cardRequest({ reference: `no-${Date.now()}` })
  expect(await payInstantly(good)).toMatchObject({
    resultCode: "Authorised",
    authCode: expect.stringMatching(/^\d{5}$/),
  })
  expect(await payInstantly(bad)).toMatchObject({
    resultCode: "Refused",
    refusalReason: "Refused",
  })
  expect(await merchant.told(good, 1)).toMatchObject([{ success: "true" }])
  expect(await merchant.told(bad, 1)).toMatchObject([{ success: "false", reason: "Refused" }])
})

test("it goes to a stored card too", async () => {
  const {
    bank: _,
    amount: __,
    reference: ___,
    ...detail
  } = merchant.bankRequest({
    shopperReference: "has a card",
    card: VISA,
  })
  await merchant.payouts.InitializationApi.storeDetail(detail)
  const { card: ____, ...request } = merchant.cardRequest({
    shopperReference: "has a card",
    selectedRecurringDetailReference: "LATEST",
  })
  expect((await payInstantly(request)).resultCode).toBe("Received")
  await fixture.advance(3)
  expect(await merchant.told(request, 1)).toMatchObject([{ paymentMethod: "visa" }])
})
