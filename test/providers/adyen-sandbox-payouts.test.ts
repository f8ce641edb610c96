import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { refusalOf } from "../support/adyen-client.ts"
import {
  createAdyenMerchant,
  payoutContract,
  type AdyenMerchant,
} from "../support/adyen-payouts.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let merchant: AdyenMerchant

beforeAll(async () => {
  fixture = await createSandboxFixture("adyen")
  merchant = createAdyenMerchant(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => await fixture.configure({ settings: {}, misbehaviour: {} }))

const PSP_REFERENCE = /^[0-9A-Z]{16}$/
const DAY = 24 * 60 * 60
/** Of 25.00 EUR, in units of 1/10,000. */
const PAID = 250_000n

const confirm = ({ pspReference }: { readonly pspReference: string }) =>
  merchant.payouts.ReviewingApi.confirmThirdParty({
    merchantAccount: merchant.account,
    originalReference: pspReference,
  })
const decline = ({ pspReference }: { readonly pspReference: string }) =>
  merchant.payouts.ReviewingApi.declineThirdParty({
    merchantAccount: merchant.account,
    originalReference: pspReference,
  })
const available = () => fixture.balance("PAYOUT", "EUR")

describe("storing and submitting", () => {
  test("a detail is stored, and a payout submitted to it waits for its review without a webhook", async () => {
    const { amount: _, reference: __, ...detail } = merchant.bankRequest()
    const stored = await merchant.payouts.InitializationApi.storeDetail(detail)
    expect(stored).toMatchObject({
      pspReference: expect.stringMatching(PSP_REFERENCE),
      recurringDetailReference: expect.stringMatching(/^\d{16}$/),
      resultCode: "Success",
    })
    const request = {
      merchantAccount: merchant.account,
      reference: "to a stored detail",
      amount: { currency: "EUR", value: 2_500 },
      shopperEmail: detail.shopperEmail,
      shopperReference: detail.shopperReference,
      recurring: payoutContract(),
      selectedRecurringDetailReference: stored.recurringDetailReference,
    }
    const submitted = await merchant.payouts.InitializationApi.submitThirdParty(request)
    expect(submitted).toMatchObject({
      pspReference: expect.stringMatching(PSP_REFERENCE),
      resultCode: "[payout-submit-received]",
    })
    await fixture.advance(6 * DAY)
    expect(await merchant.told(request, 0)).toEqual([])
  })

  test("both at once answer the pspReference by which it is reviewed", async () => {
    const { InitializationApi } = merchant.payouts
    const answer = await InitializationApi.storeDetailAndSubmitThirdParty(merchant.bankRequest())
    expect(answer).toMatchObject({
      pspReference: expect.stringMatching(PSP_REFERENCE),
      resultCode: "[payout-submit-received]",
    })
    expect(await confirm(answer)).toMatchObject({ response: "[payout-confirm-received]" })
  })

  test("LATEST is the detail of this shopper that was stored or used last", async () => {
    const submitLatest = async (shopperReference: string, selected = "LATEST") => {
      const { shopperEmail, ...request } = merchant.bankRequest()
      await merchant.payouts.InitializationApi.submitThirdParty({
        merchantAccount: merchant.account,
        reference: request.reference,
        amount: request.amount,
        shopperEmail,
        shopperReference,
        recurring: payoutContract(),
        selectedRecurringDetailReference: selected,
      })
      const [payout] = await fixture.inWorld((world) =>
        world.findByReference("payout", request.reference),
      )
      return payout?.state["paymentMethod"]
    }
    const store = async (shopperReference: string, bank: { readonly [name: string]: string }) => {
      const {
        amount: _,
        reference: __,
        ...detail
      } = merchant.bankRequest({
        shopperReference,
        bank: { ownerName: "A. Klaassen", ...bank },
      })
      return merchant.payouts.InitializationApi.storeDetail(detail)
    }
    const first = await store("two accounts", { bankAccountNumber: "123456", countryCode: "NL" })
    await fixture.advance(1)
    await store("two accounts", { iban: "DE89370400440532013000" })
    await fixture.advance(1)
    await store("somebody else", { bankAccountNumber: "123456", countryCode: "BE" })

    expect(await submitLatest("two accounts")).toBe("bankTransfer_IBAN")
    await fixture.advance(1)
    expect(await submitLatest("two accounts", first.recurringDetailReference)).toBe(
      "bankTransfer_NL",
    )
    expect(await submitLatest("two accounts")).toBe("bankTransfer_NL")
  })

  test("a merchant reference may come twice: they are two payouts", async () => {
    const reference = "the same twice"
    const first = await merchant.submit({ reference })
    const second = await merchant.submit({ reference })
    expect(second.pspReference).not.toBe(first.pspReference)
    await confirm(first)
    await confirm(second)
    await fixture.advance(5)
    const items = await merchant.told({ reference }, 2)
    expect(new Set(items.map(({ originalReference }) => originalReference))).toEqual(
      new Set([first.pspReference, second.pspReference]),
    )
  })

  test("a body without a float in it keeps every digit of the largest amount", async () => {
    const request = { ...merchant.bankRequest(), amount: undefined }
    const body = JSON.stringify(request).replace(
      /}$/,
      ',"amount":{"currency":"EUR","value":9007199254740993}}',
    )
    const answer = await merchant.call("storeDetailAndSubmitThirdParty", body)
    expect(answer.status).toBe(200)
    const [payout] = await fixture.inWorld((world) =>
      world.findByReference("payout", request.reference),
    )
    expect(payout?.state["amount"]).toEqual({ currency: "EUR", value: "9007199254740993" })
  })
})

describe("the review", () => {
  test("a confirmed payout is told as received, and its money is taken", async () => {
    const before = await available()
    const payout = await merchant.submit()
    expect(await available()).toBe(before)
    const answer = await confirm(payout)
    expect(answer.response).toBe("[payout-confirm-received]")
    await fixture.advance(3)
    const [item] = await merchant.told(payout, 1)
    expect(item).toMatchObject({
      eventCode: "PAYOUT_THIRDPARTY",
      success: "true",
      reason: "Approved",
      merchantAccountCode: merchant.account,
      amount: { currency: "EUR", value: 2_500 },
      paymentMethod: "bankTransfer_IBAN",
      originalReference: payout.pspReference,
      pspReference: answer.pspReference,
    })
    expect(answer.pspReference).not.toBe(payout.pspReference)
    expect(await available()).toBe(before - PAID)
  })

  test("a declined payout is told as declined, and costs nothing", async () => {
    const before = await available()
    const payout = await merchant.submit()
    const answer = await decline(payout)
    expect(answer.response).toBe("[payout-decline-received]")
    await fixture.advance(3)
    const [item] = await merchant.told(payout, 1)
    expect(item).toMatchObject({
      eventCode: "PAYOUT_DECLINE",
      success: "true",
      reason: "",
      originalReference: payout.pspReference,
      pspReference: answer.pspReference,
      additionalData: { paymentMethodVariant: "bankTransfer_IBAN" },
    })
    expect(await available()).toBe(before)
  })

  test("neither for 7 days: it expires, and not a moment before", async () => {
    const payout = await merchant.submit()
    await fixture.advance(7 * DAY - 60)
    expect(await merchant.told(payout, 0)).toEqual([])
    await fixture.advance(60)
    const [item] = await merchant.told(payout, 1)
    expect(item).toMatchObject({
      eventCode: "PAYOUT_EXPIRE",
      success: "true",
      reason: "",
      originalReference: payout.pspReference,
    })
    expect(item?.pspReference).not.toBe(payout.pspReference)
  })

  test("a confirmed payout does not expire", async () => {
    const payout = await merchant.submit()
    await confirm(payout)
    await fixture.advance(8 * DAY)
    const items = await merchant.told(payout, 1)
    expect(items.map(({ eventCode }) => eventCode)).toEqual(["PAYOUT_THIRDPARTY"])
  })

  test.each([
    ["confirmed", confirm, 1],
    ["declined", decline, 1],
    ["expired", async () => await fixture.advance(7 * DAY), 1],
  ] as const)(
    "one that is %s takes no further review, and no second webhook comes",
    async (_state, end, webhooks) => {
      const payout = await merchant.submit()
      await end(payout)
      for (const review of [confirm, decline]) {
        const refusal = await refusalOf(review(payout))
        expect(refusal.apiError).toEqual({
          status: 422,
          errorCode: "167",
          message: "Original pspReference required for this operation",
          errorType: "validation",
        })
      }
      await fixture.advance(8 * DAY)
      await merchant.told(payout, webhooks)
    },
  )

  test("of a confirmation and a refusal at the same moment exactly one is taken", async () => {
    const payout = await merchant.submit()
    const reviews = await Promise.allSettled([confirm(payout), decline(payout), confirm(payout)])
    expect(reviews.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    await fixture.advance(8 * DAY)
    await merchant.told(payout, 1)
  })
})

describe("what the bank does", () => {
  test("a payout that the bank rejects later comes back with its money", async () => {
    const before = await available()
    const plan = { match: { reference_prefix: "back-" }, outcome: "reversed", after_seconds: 3_600 }
    await fixture.configure({ settings: { plans: [plan] } })
    const payout = await merchant.submit({ reference: `back-${Date.now()}` })
    await confirm(payout)
    await fixture.advance(3_500)
    expect(await available()).toBe(before - PAID)
    await fixture.advance(200)
    const [received, reversed] = await merchant.told(payout, 2)
    expect(received).toMatchObject({ eventCode: "PAYOUT_THIRDPARTY", success: "true" })
    expect(reversed).toMatchObject({
      eventCode: "PAIDOUT_REVERSED",
      success: "true",
      reason: "PaidOutReversed",
      originalReference: payout.pspReference,
    })
    expect(reversed).not.toHaveProperty("paymentMethod")
    expect(reversed?.pspReference).not.toBe(received?.pspReference)
    expect(await available()).toBe(before)
  })

  test("a payout that fails says why, and costs nothing", async () => {
    const before = await available()
    const plan = {
      match: { iban: "DE89370400440532013000" },
      outcome: "refused",
      reason: "Invalid bank account",
    }
    await fixture.configure({ settings: { plans: [plan] } })
    const payout = await merchant.submit({
      bank: { iban: "DE89370400440532013000", ownerName: "B. Schmidt" },
    })
    await confirm(payout)
    await fixture.advance(3)
    expect(await merchant.told(payout, 1)).toMatchObject([
      { eventCode: "PAYOUT_THIRDPARTY", success: "false", reason: "Invalid bank account" },
    ])
    expect(await available()).toBe(before)
  })

  test("what the balance does not hold is not sent", async () => {
    const before = await fixture.balance("PAYOUT", "USD")
    const value = Number(before / 100n)
    const all = await merchant.submit({ amount: { currency: "USD", value } })
    const more = await merchant.submit({ amount: { currency: "USD", value: 1 } })
    await confirm(all)
    await fixture.advance(3)
    await confirm(more)
    await fixture.advance(3)
    expect(await merchant.told(more, 1)).toMatchObject([
      { success: "false", reason: "Insufficient balance" },
    ])
    expect(await fixture.balance("PAYOUT", "USD")).toBe(0n)
    await fixture.act("reverse", { psp_reference: all.pspReference })
    expect(await fixture.balance("PAYOUT", "USD")).toBe(before)
  })

  test("a payout that is stuck is never told of", async () => {
    const plan = { match: { shopper_reference: "stuck" }, outcome: "stuck" }
    await fixture.configure({ settings: { plans: [plan] } })
    const payout = await merchant.submit({ shopperReference: "stuck" })
    await confirm(payout)
    await fixture.advance(30 * DAY)
    expect(await merchant.told(payout, 0)).toEqual([])
  })
})

test("whatever becomes of payouts, balances and payouts under way add up", async () => {
  const before = await available()
  const plans = [
    { match: { reference_prefix: "sum-reversed" }, outcome: "reversed" },
    { match: { reference_prefix: "sum-refused" }, outcome: "refused" },
    { match: { reference_prefix: "sum-stuck" }, outcome: "stuck" },
  ]
  await fixture.configure({ settings: { plans } })
  const endings = ["accepted", "reversed", "refused", "stuck", "declined", "expired"]
  for (const ending of endings) {
    const payout = await merchant.submit({ reference: `sum-${ending}-${Date.now()}` })
    if (ending === "declined") await decline(payout)
    else if (ending !== "expired") await confirm(payout)
  }
  await fixture.act("top_up", { amount: 1_000, currency: "EUR" })
  await fixture.advance(8 * DAY)
  expect(await available()).toBe(before + 100_000n - PAID)
})
