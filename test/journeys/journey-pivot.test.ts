/** Every row of the event tables of Pivot's payout and payment pages, from API call to endpoint. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { startJourneys, type Journey, type Journeys, type ToldEvent } from "../support/journey.ts"
import { createPivotClient, newRequestId, payoutItem } from "../support/pivot-client.ts"

let journeys: Journeys
beforeAll(async () => {
  journeys = await startJourneys()
})
afterAll(async () => await journeys.close())

const clientOf = ({ baseUrl, credentials }: Journey) => createPivotClient(baseUrl, credentials)
const ACCOUNT = {
  success: "999966660001",
  inactive: "999966660002",
  insufficient: "999966660007",
}
const payouts = (told: readonly ToldEvent[]) => told.filter(({ data }) => data.payout !== undefined)
const batches = (told: readonly ToldEvent[]) => told.filter(({ data }) => data.batch !== undefined)
const types = (told: readonly ToldEvent[]) => told.map(({ type }) => type)

describe("a single payout", () => {
  test("PAYOUT.SUCCESS is payout.paid", async () => {
    const journey = await journeys.begin("pivot")
    const { data } = await clientOf(journey).createPayouts([payoutItem("salary-1")])
    const [paid, ...more] = payouts(await journey.told(1))
    expect(paid).toMatchObject({
      type: "payout.paid",
      data: {
        previous_status: null,
        sequence: 1,
        payout: {
          provider: "pivot",
          provider_id: `${data.uuid}:salary-1`,
          reference: "salary-1",
          status: "paid",
          certainty: "confirmed",
          amount: { value: "100000.00", currency: "IDR" },
          source_id: journey.sourceId,
          live: false,
        },
      },
    })
    expect(more).toEqual([])
    expect(await journey.wireEvents("payout", paid?.data.payout.id)).toEqual(["PAYOUT.SUCCESS"])
  })

  test("PAYOUT.FAILED is payout.failed, with the reason that Retrieve Payout gives", async () => {
    const journey = await journeys.begin("pivot")
    const client = clientOf(journey)
    const { data } = await client.createPayouts([
      payoutItem("salary-2", { accountNumber: ACCOUNT.inactive }),
    ])
    const [failed] = payouts(await journey.told(1))
    const retrieved = await client.retrieveOne(data.uuid, "salary-2")
    expect(retrieved.data.payouts.reason).toBe("Inactive account")
    expect(failed).toMatchObject({
      type: "payout.failed",
      data: {
        payout: {
          status: "failed",
          failure: {
            code: "destination_inactive",
            provider_reason: "Inactive account",
            advice: "mend_destination",
          },
        },
      },
    })
  })

  test("PAYOUT.DELAYED is payout.processing, and what follows it is told", async () => {
    const plans = [{ match: {}, outcome: "delayed_then_success", after_seconds: 2 }]
    const journey = await journeys.begin("pivot", { settings: { plans } })
    await clientOf(journey).createPayouts([payoutItem("salary-3")])
    const told = payouts(await journey.told(2))
    expect(types(told)).toEqual(["payout.processing", "payout.paid"])
    expect(told[0]?.data.payout).toMatchObject({ status: "processing", reason: "delayed" })
    const id = told[0]?.data.payout.id as string
    expect(new Set(await journey.wireEvents("payout", id))).toEqual(
      new Set(["PAYOUT.DELAYED", "PAYOUT.SUCCESS"]),
    )
  })
})

describe("a bulk payout", () => {
  const bulk = { callback_form: "bulk" }
  const mixed = (prefix: string) => [
    payoutItem(`${prefix}-1`),
    payoutItem(`${prefix}-2`, { value: "250000" }),
    payoutItem(`${prefix}-3`, { accountNumber: ACCOUNT.inactive, value: "50000" }),
  ]

  test("PAYOUT.DONE is batch.done with its counts of successes and failures", async () => {
    const journey = await journeys.begin("pivot", { settings: bulk })
    const { data } = await clientOf(journey).createPayouts(mixed("bulk"))
    const [done] = batches(await journey.told(1))
    expect(done).toMatchObject({
      type: "batch.done",
      data: { batch: { provider_id: data.uuid, status: "done" } },
    })
    expect(done?.data.batch.counters).toMatchObject({
      success: { count: 2, value: "350000.00" },
      failed: { count: 1, value: "50000.00" },
      pending: { count: 0, value: "0.00" },
      cancelled: { count: 0, value: "0.00" },
    })
  })

  test("PAYOUT.DONE with payouts still PENDING says so; Retrieve Payout gives their end", async () => {
    const plans = [
      { match: { reference: "slow" }, outcome: "pending_then_success", after_seconds: 3 },
    ]
    const journey = await journeys.begin("pivot", { settings: { ...bulk, plans } })
    const client = clientOf(journey)
    const { data } = await client.createPayouts([payoutItem("quick"), payoutItem("slow")])
    const [done] = batches(await journey.told(1))
    expect(done?.data.batch.counters).toMatchObject({
      success: { count: 1 },
      pending: { count: 1, value: "100000.00" },
    })
    const slow = async () => (await client.retrieveOne(data.uuid, "slow")).data.payouts.status
    await expect.poll(slow).toBe("SUCCESS")
  })

  test("PAYOUT.PENDING is batch.pending; topped up and retried in the approval list it is done", async () => {
    const journey = await journeys.begin("pivot", { settings: bulk })
    const client = clientOf(journey)
    const available = async () =>
      (
        await client.call<{ availableBalance: { value: string } }>(
          "GET",
          "/v1/payouts/balance?currency=IDR",
        )
      ).data.availableBalance.value
    const all = Number(await available())
    const { data } = await client.createPayouts([
      payoutItem("too-much", { value: String(all + 1_000) }),
    ])
    const [pending] = batches(await journey.told(1))
    expect(pending).toMatchObject({
      type: "batch.pending",
      data: { batch: { status: "pending", reason: "insufficient_balance" } },
    })
    await journey.act("top_up", { amount: "5000" })
    await journey.act("retry", { uuid: data.uuid })
    const told = batches(await journey.told(2))
    expect(types(told)).toEqual(["batch.pending", "batch.done"])
    expect(told[1]?.data.batch.counters.success).toMatchObject({ count: 1 })
    expect(Number(await available())).toBe(4_000)
  })

  test("PAYOUT.PENDING, the second option: cancelled there, created anew with another reference", async () => {
    const journey = await journeys.begin("pivot", { settings: bulk })
    const client = clientOf(journey)
    const { data } = await client.createPayouts([
      payoutItem("first", { accountNumber: ACCOUNT.insufficient }),
    ])
    expect(types(batches(await journey.told(1)))).toEqual(["batch.pending"])
    await journey.act("cancel", { uuid: data.uuid })
    const anew = await client.createPayouts([payoutItem("second")])
    const told = batches(await journey.told(3))
    expect(types(told)).toEqual(["batch.pending", "batch.cancelled", "batch.done"])
    expect(told[1]?.data.batch).toMatchObject({
      provider_id: data.uuid,
      status: "cancelled",
      counters: { cancelled: { count: 1 } },
    })
    expect(told[2]?.data.batch.provider_id).toBe(anew.data.uuid)
  })

  test("PAYOUT.DELAYED in bulk is batch.processing", async () => {
    const plans = [{ match: {}, outcome: "delayed_then_success", after_seconds: 2 }]
    const journey = await journeys.begin("pivot", { settings: { ...bulk, plans } })
    await clientOf(journey).createPayouts([payoutItem("a"), payoutItem("b")])
    const told = batches(await journey.told(2))
    expect(types(told)).toEqual(["batch.processing", "batch.done"])
    expect(told[0]?.data.batch.reason).toBe("delayed")
  })
})

describe("a payment", () => {
  const session = (changes: object) => ({
    clientReferenceId: `order-${newRequestId()}`,
    amount: { value: 10_001, currency: "IDR" },
    mode: "REDIRECT",
    redirectUrl: {
      successReturnUrl: "https://merchant.example/success",
      failureReturnUrl: "https://merchant.example/failed",
      expirationReturnUrl: "https://merchant.example/expired",
    },
    autoConfirm: true,
    paymentType: "SINGLE",
    paymentMethod: { type: "CARD" },
    ...changes,
  })
  async function begin(journey: Journey, changes: object = {}) {
    const client = clientOf(journey)
    const reply = await client.call<{ id: string }>("POST", "/v2/payments", {
      body: session(changes),
      headers: { "X-REQUEST-ID": newRequestId() },
    })
    expect(reply.code, JSON.stringify(reply)).toBe("00")
    const simulate = async (chargeStatus: string) =>
      await client.call("POST", "/v2/payments/simulations", {
        body: {
          paymentSessionId: reply.data.id,
          chargeStatus,
          amount: { value: 10_001, currency: "IDR" },
        },
      })
    return { id: reply.data.id, simulate, client }
  }

  test("PAYMENT.PROCESSING and PAYMENT.PAID are payment.processing and payment.paid", async () => {
    const journey = await journeys.begin("pivot")
    const { id } = await begin(journey)
    await journey.act("pay", { id })
    const told = await journey.told(2)
    expect(types(told)).toEqual(["payment.processing", "payment.paid"])
    expect(told[1]?.data.payment).toMatchObject({
      provider_id: id,
      status: "paid",
      amount: { value: "10001.00", currency: "IDR" },
    })
    const ledgerId = told[1]?.data.payment.id as string
    expect(new Set(await journey.wireEvents("payment", ledgerId))).toEqual(
      new Set(["PAYMENT.PROCESSING", "PAYMENT.PAID"]),
    )
  })

  test("PAYMENT.CANCELLED is payment.cancelled: by the system's timeout", async () => {
    const journey = await journeys.begin("pivot")
    const { id } = await begin(journey)
    await journey.act("expire_payment", { id })
    const told = await journey.told(1)
    expect(told.at(-1)).toMatchObject({
      type: "payment.cancelled",
      data: { payment: { provider_id: id, status: "cancelled" } },
    })
  })

  test("PAYMENT.CANCELLED is payment.cancelled: by hand, with its reason", async () => {
    const journey = await journeys.begin("pivot")
    const { id } = await begin(journey, { autoConfirm: false })
    await journey.act("cancel_payment", { id })
    const told = await journey.told(1)
    expect(told.at(-1)).toMatchObject({
      type: "payment.cancelled",
      data: { payment: { provider_id: id, status: "cancelled" } },
    })
  })

  test("CHARGE.SUCCESS is payment.charge_paid, one for each charge of a multiple payment", async () => {
    const journey = await journeys.begin("pivot")
    const { id } = await begin(journey, {
      paymentType: "MULTIPLE",
      mode: "API",
      paymentMethod: { type: "VIRTUAL_ACCOUNT" },
    })
    await journey.act("pay", { id })
    await journey.act("pay", { id })
    const told = (await journey.told(2)).filter(({ type }) => type === "payment.charge_paid")
    expect(told).toHaveLength(2)
    expect(new Set(told.map(({ data }) => data.charge.provider_id)).size).toBe(2)
  })
})
