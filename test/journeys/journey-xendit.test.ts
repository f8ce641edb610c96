/** Every row of the event table of Xendit's payout webhook page, from API call to endpoint. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { startJourneys, type Journeys, type ToldEvent } from "../support/journey.ts"
import { createXenditClient } from "../support/xendit-client.ts"

let journeys: Journeys
beforeAll(async () => {
  journeys = await startJourneys()
})
afterAll(async () => await journeys.close())

const types = (told: readonly ToldEvent[]) => told.map(({ type }) => type)

describe.each(["flat", "documented"])("in the %s form", (form) => {
  const begin = async () => {
    const journey = await journeys.begin("xendit", { settings: { webhook_form: form } })
    return { journey, client: createXenditClient(journey.client) }
  }

  test("payout.succeeded is payout.paid", async () => {
    const { journey, client } = await begin()
    const payout = await client.create({ referenceId: "july-1", description: "July payout" })
    const told = await journey.told(1)
    expect(types(told)).toEqual(["payout.paid"])
    expect(told[0]?.data.payout).toMatchObject({
      provider: "xendit",
      provider_id: payout.id,
      reference: "july-1",
      description: "July payout",
      status: "paid",
      certainty: "confirmed",
      channel_code: "ID_BCA",
      amount: { value: "10000.00", currency: "IDR" },
    })
    expect(JSON.stringify(told)).not.toContain("000000000099")
    expect(await journey.wireEvents("payout", told[0]?.data.payout.id)).toEqual([
      "payout.succeeded",
    ])
  })

  test.each([
    ["123456", "TEMPORARY_TRANSFER_ERROR", "retry_later"],
    ["999999", "REJECTED_BY_CHANNEL", "retry_later"],
    ["121212", "INVALID_DESTINATION", "mend_destination"],
    ["98018521", "TRANSFER_ERROR", "do_not_retry"],
  ])("payout.failed is payout.failed: %s ends in %s", async (account, code, advice) => {
    const { journey, client } = await begin()
    await client.createTo(account)
    const told = await journey.told(1)
    expect(types(told)).toEqual(["payout.failed"])
    expect(told[0]?.data.payout.failure).toMatchObject({ provider_code: code, advice })
  })

  test("payout.failed is payout.failed: more than the balance holds", async () => {
    const { journey, client } = await begin()
    const { balance } = await client.balances.getBalance({ accountType: "CASH", currency: "IDR" })
    await client.create({ amount: balance + 10_000 })
    const told = await journey.told(1)
    expect(types(told)).toEqual(["payout.failed"])
    expect(told[0]?.data.payout.failure).toMatchObject({
      code: "insufficient_balance",
      advice: "top_up_and_retry",
    })
  })

  test("payout.reversed is payout.reversed, after payout.paid, and the funds are back", async () => {
    const { journey, client } = await begin()
    const holds = async () =>
      (await client.balances.getBalance({ accountType: "CASH", currency: "IDR" })).balance
    const before = await holds()
    await client.createTo("654321")
    const [paid] = await journey.told(1)
    expect(paid?.type).toBe("payout.paid")
    await journey.advance("5m")
    const told = await journey.told(2)
    expect(types(told)).toEqual(["payout.paid", "payout.reversed"])
    expect(told[1]?.data).toMatchObject({ previous_status: "paid", sequence: 2 })
    expect(await holds()).toBe(before)
  })
})

test("the channel's webhooks of an amount with decimals are exact", async () => {
  const journey = await journeys.begin("xendit")
  const client = createXenditClient(journey.client)
  await client.create({ channelCode: "PH_GCASH", currency: "PHP", amount: 1.11 })
  const [paid] = await journey.told(1)
  expect(paid?.data.payout.amount).toEqual({ value: "1.11", currency: "PHP" })
})
