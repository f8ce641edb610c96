/** Every event of Adyen's payout webhook page in each of its formats, from API call to endpoint. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createAdyenMerchant } from "../support/adyen-payouts.ts"
import { startJourneys, type Journeys, type ToldEvent } from "../support/journey.ts"

let journeys: Journeys
beforeAll(async () => {
  journeys = await startJourneys()
})
afterAll(async () => await journeys.close())

const types = (told: readonly ToldEvent[]) => told.map(({ type }) => type)

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  json: "application/json; charset=utf-8",
  form: "application/x-www-form-urlencoded",
  soap: "text/xml; charset=utf-8",
}

describe.each(["json", "form", "soap"])("standard webhooks as %s", (form) => {
  const begin = async (settings: object = {}) => {
    const journey = await journeys.begin("adyen", { form, settings })
    const merchant = createAdyenMerchant(journey.client)
    const review = (pspReference: string) => ({
      merchantAccount: merchant.account,
      originalReference: pspReference,
    })
    return { journey, merchant, review, reviewing: merchant.payouts.ReviewingApi }
  }
  const plan = (outcome: string, reason?: string) => ({
    plans: [{ match: {}, outcome, ...(reason !== undefined && { reason }) }],
  })

  test("PAYOUT_THIRDPARTY true is payout.processing: received, not paid", async () => {
    const { journey, merchant, review, reviewing } = await begin()
    const { pspReference, reference } = await merchant.submit()
    await reviewing.confirmThirdParty(review(pspReference))
    const told = await journey.told(1)
    expect(types(told)).toEqual(["payout.processing"])
    expect(told[0]?.data.payout).toMatchObject({
      provider: "adyen",
      provider_id: pspReference,
      reference,
      status: "processing",
      amount: { value: "25.00", currency: "EUR" },
      live: false,
    })
    expect(await journey.wireEvents("payout", told[0]?.data.payout.id)).toEqual([
      "PAYOUT_THIRDPARTY",
    ])
    expect(await journey.contentTypes()).toEqual([CONTENT_TYPES[form]])
  })

  test("PAYOUT_THIRDPARTY false is payout.failed, with Adyen's reason", async () => {
    const reason = "Refused by the bank"
    const { journey, merchant, review, reviewing } = await begin(plan("refused", reason))
    const { pspReference } = await merchant.submit()
    await reviewing.confirmThirdParty(review(pspReference))
    const told = await journey.told(1)
    expect(types(told)).toEqual(["payout.failed"])
    expect(told[0]?.data.payout.failure).toMatchObject({ provider_reason: reason })
  })

  test("PAYOUT_DECLINE is payout.cancelled: declined", async () => {
    const { journey, merchant, review, reviewing } = await begin()
    const { pspReference } = await merchant.submit()
    await reviewing.declineThirdParty(review(pspReference))
    const told = await journey.told(1)
    expect(types(told)).toEqual(["payout.cancelled"])
    expect(told[0]?.data.payout).toMatchObject({ provider_id: pspReference, reason: "declined" })
  })

  test("PAYOUT_EXPIRE is payout.cancelled: expired, after seven days without a review", async () => {
    const { journey, merchant } = await begin()
    const { pspReference } = await merchant.submit()
    await journey.advance("P6D")
    expect(await journey.told(0)).toEqual([])
    await journey.advance("P1D")
    const told = await journey.told(1)
    expect(types(told)).toEqual(["payout.cancelled"])
    expect(told[0]?.data.payout).toMatchObject({ provider_id: pspReference, reason: "expired" })
  })

  test("PAIDOUT_REVERSED is payout.reversed: the bank rejected it, the funds are back", async () => {
    const { journey, merchant, review, reviewing } = await begin(plan("reversed"))
    const { pspReference } = await merchant.submit()
    await reviewing.confirmThirdParty(review(pspReference))
    expect(types(await journey.told(1))).toEqual(["payout.processing"])
    await journey.advance("PT1H")
    const told = await journey.told(2)
    expect(types(told)).toEqual(["payout.processing", "payout.reversed"])
    expect(told[1]?.data.payout).toMatchObject({ provider_id: pspReference })
  })

  test("silence for two business days is payout.paid, presumed; a reversal after it is told", async () => {
    const { journey, merchant, review, reviewing } = await begin()
    const { pspReference } = await merchant.submit()
    await reviewing.confirmThirdParty(review(pspReference))
    expect(types(await journey.told(1))).toEqual(["payout.processing"])
    await journey.advance("P5D")
    const presumed = await journey.told(2)
    expect(presumed[1]).toMatchObject({
      type: "payout.paid",
      data: { payout: { certainty: "presumed", provider_id: pspReference } },
    })
    await journey.act("reverse", { psp_reference: pspReference })
    const told = await journey.told(3)
    expect(types(told)).toEqual(["payout.processing", "payout.paid", "payout.reversed"])
  })

  test("an instant payout: PAYOUT_THIRDPARTY true is payout.paid", async () => {
    const { journey, merchant } = await begin()
    const answer = await merchant.payouts.InstantPayoutsApi.payout(merchant.cardRequest())
    expect(answer.resultCode).toBe("Received")
    const told = await journey.told(1)
    expect(types(told)).toEqual(["payout.paid"])
    expect(told[0]?.data.payout).toMatchObject({ certainty: "confirmed" })
  })

  test("an instant payout that the issuer refuses: PAYOUT_THIRDPARTY false is payout.failed", async () => {
    const { journey, merchant } = await begin(plan("refused"))
    await merchant.payouts.InstantPayoutsApi.payout(merchant.cardRequest())
    expect(types(await journey.told(1))).toEqual(["payout.failed"])
  })
})

describe("transfers", () => {
  const begin = async (settings: object = {}) => await journeys.begin("adyen", { settings })
  const plan = (outcome: string) => ({ transfer_plans: [{ match: {}, outcome }] })

  test.each([
    ["credited", ["payout.pending", "payout.processing", "payout.processing", "payout.paid"]],
    [
      "failed_after_booked",
      ["payout.pending", "payout.processing", "payout.processing", "payout.failed"],
    ],
    ["returned", ["payout.pending", "payout.processing", "payout.processing", "payout.reversed"]],
    ["refused", ["payout.pending", "payout.failed"]],
  ])("%s is told as %j", async (outcome, wanted) => {
    const journey = await begin(plan(outcome))
    await journey.act("create_transfer", { reference: `transfer-${outcome}` })
    await journey.advance("PT1H")
    const told = await journey.told(wanted.length)
    expect(types(told)).toEqual(wanted)
    expect(told.at(-1)?.data.payout.reference).toBe(`transfer-${outcome}`)
  })

  test("booked and then silence is payout.paid, presumed", async () => {
    const journey = await begin(plan("booked_only"))
    await journey.act("create_transfer")
    await journey.advance("PT1H")
    await journey.advance("P5D")
    const told = await journey.told(4)
    expect(told.at(-1)).toMatchObject({
      type: "payout.paid",
      data: { payout: { certainty: "presumed" } },
    })
  })
})
