import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createAdyenMerchant, type AdyenMerchant } from "../support/adyen-payouts.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let merchant: AdyenMerchant

beforeAll(async () => {
  fixture = await createSandboxFixture("adyen")
  merchant = createAdyenMerchant(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => await fixture.configure({ settings: {}, misbehaviour: {} }))

async function create(args: Readonly<Record<string, unknown>> = {}) {
  const { detail } = await fixture.act("create_payout", args)
  return {
    reference: String(detail?.["reference"]),
    psp_reference: String(detail?.["psp_reference"]),
  }
}

const named = ({ psp_reference }: { readonly psp_reference: string }) => ({ psp_reference })
const words = async (payout: { readonly reference: string }, count: number) =>
  (await merchant.told(payout, count)).map(({ eventCode, success }) => `${eventCode} ${success}`)

describe("by hand, as at Adyen's Customer Area", () => {
  test("a payout is made, confirmed and sent back by the bank", async () => {
    const payout = await create({ amount: 1_000, currency: "GBP", reference: "by hand" })
    await fixture.act("confirm", named(payout))
    await fixture.advance(5)
    await fixture.act("reverse", { ...named(payout), reason: "Account closed" })
    const items = await merchant.told(payout, 2)
    expect(items).toMatchObject([
      { eventCode: "PAYOUT_THIRDPARTY", amount: { currency: "GBP", value: 1_000 } },
      { eventCode: "PAIDOUT_REVERSED", reason: "Account closed" },
    ])
  })

  test("a payout is declined", async () => {
    const payout = await create()
    await fixture.act("decline", named(payout))
    await fixture.advance(5)
    expect(await words(payout, 1)).toEqual(["PAYOUT_DECLINE true"])
  })

  test("a payout made by hand can be confirmed by the API, and one of the API by hand", async () => {
    const byHand = await create()
    const answer = await merchant.payouts.ReviewingApi.confirmThirdParty({
      merchantAccount: merchant.account,
      originalReference: byHand.psp_reference,
    })
    expect(answer.response).toBe("[payout-confirm-received]")
    const byApi = await merchant.submit()
    await fixture.act("confirm", { psp_reference: byApi.pspReference })
    await fixture.advance(5)
    expect(await words(byApi, 1)).toEqual(["PAYOUT_THIRDPARTY true"])
    // Its detail was stored: the next one may go there.
    const { things } = await fixture.inWorld((world) => world.list({ kind: "detail" }))
    expect(things.some(({ reference }) => reference === "shopper-1")).toBe(true)
  })

  test.each([
    ["bank", "accepted", ["PAYOUT_THIRDPARTY true"]],
    ["bank", "refused", ["PAYOUT_THIRDPARTY false"]],
    ["bank", "reversed", ["PAYOUT_THIRDPARTY true", "PAIDOUT_REVERSED true"]],
    ["bank", "stuck", []],
    ["card", "accepted", ["PAYOUT_THIRDPARTY true"]],
    ["card", "refused", ["PAYOUT_THIRDPARTY false"]],
    ["card", "reversed", ["PAYOUT_THIRDPARTY true", "PAIDOUT_REVERSED true"]],
    ["card", "stuck", []],
  ] as const)("a payout to a %s that is to be %s", async (method, outcome, expected) => {
    // What is asked for by hand goes before the account's plans.
    await fixture.configure({ settings: { plans: [{ match: {}, outcome: "stuck" }] } })
    const payout = await create({ method, outcome, after_seconds: 100 })
    if (method === "bank") await fixture.act("confirm", named(payout))
    await fixture.advance(60)
    await fixture.advance(100)
    expect(await words(payout, expected.length)).toEqual(expected)
  })

  test("money is added to the payouts' balance, or to a balance account", async () => {
    const before = await fixture.balance("PAYOUT", "EUR")
    const added = await fixture.act("top_up", { amount: 12_345, currency: "EUR" })
    expect(added.said).toContain("EUR now")
    expect(await fixture.balance("PAYOUT", "EUR")).toBe(before + 1_234_500n)
    const balances = await fixture.inWorld((world) => world.balances())
    const account = balances.find(({ name }) => name.startsWith("BA"))?.name ?? ""
    await fixture.act("top_up", { amount: 500, currency: "JPY", balance: account })
    expect(await fixture.balance(account, "JPY")).toBe(5_000_000n)
  })
})

describe("what cannot be done is refused, with what to do instead", () => {
  const refused = { code: "sandbox_action_refused" }

  test("a second review, a reversal of what is not on its way, money for nobody", async () => {
    const payout = await create()
    await expect(fixture.act("reverse", named(payout))).rejects.toMatchObject(refused)
    await fixture.act("decline", named(payout))
    await expect(fixture.act("confirm", named(payout))).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining("declined"),
    })
    const topUp = { amount: 1, currency: "EUR", balance: "NOBODY" }
    await expect(fixture.act("top_up", topUp)).rejects.toMatchObject(refused)
    await fixture.advance(5)
    expect(await words(payout, 1)).toEqual(["PAYOUT_DECLINE true"])
  })

  test("a payout is sent back once", async () => {
    const payout = await create({ outcome: "accepted" })
    await fixture.act("confirm", named(payout))
    await fixture.advance(5)
    const before = await fixture.balance("PAYOUT", "EUR")
    await fixture.act("reverse", named(payout))
    await expect(fixture.act("reverse", named(payout))).rejects.toMatchObject(refused)
    expect(await fixture.balance("PAYOUT", "EUR")).toBe(before + 250_000n)
  })

  test("a payout that there is not, and arguments that do not fit", async () => {
    const unknown = { psp_reference: "9913140798220028" }
    for (const action of ["confirm", "decline", "reverse"]) {
      await expect(fixture.act(action, unknown)).rejects.toMatchObject({ code: "not_found" })
    }
    for (const args of [{ amount: 0 }, { amount: 1.5 }, { currency: "euro" }, { unknown: 1 }]) {
      await expect(fixture.act("create_payout", args)).rejects.toMatchObject({
        code: "request_invalid",
      })
    }
  })
})
