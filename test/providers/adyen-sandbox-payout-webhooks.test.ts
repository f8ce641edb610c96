import { hmacValidator } from "@adyen/api-library"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { readNotificationOf } from "../support/adyen-handler.ts"
import { createAdyenMerchant, itemOf, type AdyenMerchant } from "../support/adyen-payouts.ts"
import type { ReceivedRequest } from "../support/receiver.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

const DAY = 24 * 60 * 60

const confirm = (merchant: AdyenMerchant, { pspReference }: { readonly pspReference: string }) =>
  merchant.payouts.ReviewingApi.confirmThirdParty({
    merchantAccount: merchant.account,
    originalReference: pspReference,
  })

describe.each(["json", "form", "soap"] as const)("webhooks as %s", (form) => {
  let fixture: SandboxFixture
  let merchant: AdyenMerchant

  beforeAll(async () => {
    fixture = await createSandboxFixture("adyen", {
      products: ["standard"],
      callbackSettings: { form },
      basic: { username: "merchant", password: "of our own" },
    })
    merchant = createAdyenMerchant(fixture)
  })
  afterAll(async () => await fixture.close())
  afterEach(() => (fixture.sink.requests.length = 0))

  const CONTENT_TYPES = {
    json: "application/json; charset=utf-8",
    form: "application/x-www-form-urlencoded",
    soap: "text/xml; charset=utf-8",
  }
  const reference = "äöü & <“Miete”> 1:2 \\ +"

  /** As a handler written with Adyen's library sees it. */
  function seen(request: ReceivedRequest) {
    const { live, item } = readNotificationOf[form](request.body)
    const key = fixture.secrets["hmac_key"]?.[0] ?? ""
    const { eventCode, success, reason, merchantReference, originalReference } = item
    return {
      isSigned: new hmacValidator().validateHMAC(item, key),
      live,
      word: `${eventCode} ${success}`,
      reason: reason ?? "",
      merchantReference,
      originalReference,
      amount: { ...item.amount },
      contentType: request.headers["content-type"],
      authorization: request.headers["authorization"],
    }
  }

  test("tell every word of a payout, signed as Adyen's library checks it, for the test mode", async () => {
    const plans = [
      { match: { shopper_reference: "refused" }, outcome: "refused", reason: "Invalid account" },
      { match: { shopper_reference: "reversed" }, outcome: "reversed" },
    ]
    await fixture.configure({ settings: { plans } })
    const told = async (shopperReference: string, review?: "confirm" | "decline") => {
      fixture.sink.requests.length = 0
      const payout = await merchant.submit({ reference, shopperReference })
      if (review !== undefined) await fixture.act(review, { psp_reference: payout.pspReference })
      await fixture.advance(8 * DAY)
      const requests = await fixture.received(shopperReference === "reversed" ? 2 : 1)
      return requests.map((request) => {
        expect(fixture.read(request).verdict).toEqual({ outcome: "authentic" })
        const { word, reason, ...rest } = seen(request)
        expect(rest).toEqual({
          isSigned: true,
          live: "false",
          merchantReference: reference,
          originalReference: payout.pspReference,
          amount: { currency: "EUR", value: 2_500 },
          contentType: CONTENT_TYPES[form],
          authorization: `Basic ${Buffer.from("merchant:of our own").toString("base64")}`,
        })
        return `${word}: ${reason}`
      })
    }
    expect(await told("accepted", "confirm")).toEqual(["PAYOUT_THIRDPARTY true: Approved"])
    expect(await told("refused", "confirm")).toEqual(["PAYOUT_THIRDPARTY false: Invalid account"])
    expect((await told("reversed", "confirm")).toSorted()).toEqual([
      "PAIDOUT_REVERSED true: PaidOutReversed",
      "PAYOUT_THIRDPARTY true: Approved",
    ])
    expect(await told("declined", "decline")).toEqual(["PAYOUT_DECLINE true: "])
    expect(await told("nobody reviews it")).toEqual(["PAYOUT_EXPIRE true: "])
  })
})

describe("what goes wrong on demand", () => {
  let fixture: SandboxFixture
  let merchant: AdyenMerchant

  beforeAll(async () => {
    fixture = await createSandboxFixture("adyen", { products: ["standard"] })
    merchant = createAdyenMerchant(fixture)
  })
  afterAll(async () => await fixture.close())
  beforeEach(async () => await fixture.configure({ settings: {}, misbehaviour: {} }))

  test("a payout that was received comes back, and its money with it", async () => {
    const before = await fixture.balance("PAYOUT", "EUR")
    await fixture.configure({ misbehaviour: { reverse: 1, reverse_after_seconds: 3_600 } })
    const payout = await merchant.submit()
    await confirm(merchant, payout)
    await fixture.advance(3_500)
    expect(await merchant.told(payout, 1)).toMatchObject([{ eventCode: "PAYOUT_THIRDPARTY" }])
    await fixture.advance(200)
    expect(await merchant.told(payout, 2)).toMatchObject([
      { eventCode: "PAYOUT_THIRDPARTY" },
      { eventCode: "PAIDOUT_REVERSED" },
    ])
    expect(await fixture.balance("PAYOUT", "EUR")).toBe(before)
  })

  test("a payout that was received is told as failed, though its money is on its way", async () => {
    const before = await fixture.balance("PAYOUT", "EUR")
    await fixture.configure({ misbehaviour: { failed_after_succeeded: 1 } })
    const payout = await merchant.submit()
    await confirm(merchant, payout)
    await fixture.advance(60)
    const [received, failed] = await merchant.told(payout, 2)
    expect(received).toMatchObject({ eventCode: "PAYOUT_THIRDPARTY", success: "true" })
    expect(failed).toMatchObject({
      eventCode: "PAYOUT_THIRDPARTY",
      success: "false",
      reason: "Refused",
      originalReference: payout.pspReference,
    })
    expect(failed?.pspReference).not.toBe(received?.pspReference)
    expect(Date.parse(failed?.eventDate ?? "")).toBeGreaterThan(
      Date.parse(received?.eventDate ?? ""),
    )
    expect(await fixture.balance("PAYOUT", "EUR")).toBe(before - 250_000n)
  })

  test("an instant payout that is contradicted names itself as original", async () => {
    await fixture.configure({ misbehaviour: { failed_after_succeeded: 1 } })
    const request = merchant.cardRequest()
    const { pspReference } = await merchant.payouts.InstantPayoutsApi.payout(request)
    await fixture.advance(60)
    const [received, failed] = await merchant.told(request, 2)
    expect(received?.pspReference).toBe(pspReference)
    expect(failed).toMatchObject({ originalReference: pspReference, success: "false" })
  })

  test("the first webhook of a payout tells another amount, the later ones the true one", async () => {
    await fixture.configure({ misbehaviour: { wrong_amount: 1, reverse: 1 } })
    const payout = await merchant.submit()
    await confirm(merchant, payout)
    await fixture.advance(100)
    const items = await merchant.told(payout, 2)
    expect(items.map(({ amount }) => amount.value)).toEqual([2_501, 2_500])
    const verdicts = fixture.sink.requests.map((each) => fixture.read(each).verdict.outcome)
    expect(new Set(verdicts)).toEqual(new Set(["authentic"]))
  })

  test("the same seed brings the same story", async () => {
    const misbehaviour = { failed_after_succeeded: 0.5, reverse: 0.5, drop: 0.3 }
    const play = async (seed: bigint): Promise<readonly string[]> => {
      const played = await createSandboxFixture("adyen", { products: ["standard"] })
      try {
        await played.configure({ seed, misbehaviour })
        const own = createAdyenMerchant(played)
        for (let number = 0; number < 8; number += 1) {
          const payout = await own.submit({ reference: `payout ${number}` })
          await confirm(own, payout)
        }
        await played.advance(DAY)
        const story = await played.story()
        return story.map((line) => `${line.kind} ${line.said}`)
      } finally {
        await played.close()
      }
    }
    const first = await play(7n)
    expect(first.filter((line) => line.startsWith("misbehaviour"))).not.toEqual([])
    expect(await play(7n)).toEqual(first)
    expect(await play(8n)).not.toEqual(first)
  })
})

describe("settings of the webhooks", () => {
  let fixture: SandboxFixture
  let merchant: AdyenMerchant

  beforeAll(async () => {
    fixture = await createSandboxFixture("adyen", { products: ["standard"] })
    merchant = createAdyenMerchant(fixture)
  })
  afterAll(async () => await fixture.close())

  test.each([
    ["told", { answered: "new", told: "the answered one" }],
    ["new", { answered: "new", told: "another one" }],
    ["original", { answered: "the payout's", told: "another one" }],
  ] as const)("review_reference %s", async (rule, expected) => {
    await fixture.configure({ settings: { review_reference: rule } })
    for (const review of ["confirmThirdParty", "declineThirdParty"] as const) {
      const payout = await merchant.submit()
      const { pspReference } = await merchant.payouts.ReviewingApi[review]({
        merchantAccount: merchant.account,
        originalReference: payout.pspReference,
      })
      await fixture.advance(5)
      const [item] = await merchant.told(payout, 1)
      expect({
        answered: pspReference === payout.pspReference ? "the payout's" : "new",
        told: item?.pspReference === pspReference ? "the answered one" : "another one",
      }).toEqual(expected)
      expect(item?.originalReference).toBe(payout.pspReference)
    }
  })

  test("reasons: the plan's own, else what is set", async () => {
    const plans = [
      { match: { shopper_reference: "refused" }, outcome: "refused" },
      {
        match: { shopper_reference: "with a text" },
        outcome: "reversed",
        reason: "Account closed",
      },
      { match: { shopper_reference: "without" }, outcome: "reversed" },
    ]
    const settings = { plans, reversed_reason: "", refused_reason: "Denied" }
    await fixture.configure({ settings })
    const last = async (shopperReference: string, count: number) => {
      const payout = await merchant.submit({ shopperReference })
      await confirm(merchant, payout)
      await fixture.advance(100)
      return (await merchant.told(payout, count)).at(-1)?.reason
    }
    expect(await last("refused", 1)).toBe("Denied")
    expect(await last("with a text", 2)).toBe("Account closed")
    expect(await last("without", 2)).toBe("")
  })

  test("amounts are in Adyen's minor units: ISK in hundredths, IDR in whole rupiah", async () => {
    await fixture.configure({ settings: {} })
    await fixture.inWorld(async (world) => {
      await world.move("PAYOUT", "ISK", 1_234n * 10_000n)
      await world.move("PAYOUT", "IDR", 50_000n * 10_000n)
    })
    for (const [currency, value, left] of [
      ["ISK", 123_400, 0n],
      ["IDR", 50_000, 0n],
    ] as const) {
      const payout = await merchant.submit({ amount: { currency, value } })
      await confirm(merchant, payout)
      await fixture.advance(5)
      expect(await merchant.told(payout, 1)).toMatchObject([
        { success: "true", amount: { currency, value } },
      ])
      expect(await fixture.balance("PAYOUT", currency)).toBe(left)
      const told = fixture.sink.requests.find(
        (request) => itemOf(request).merchantReference === payout.reference,
      )
      const decoded = told && fixture.read(told).decoded
      expect(decoded).toMatchObject({
        outcome: "events",
        events: [{ amount: { currency, amount: currency === "ISK" ? 12_340_000n : 500_000_000n } }],
      })
    }
  })
})
