/** Pivot's two options for what waits for balance, as its page names them, with an operator. */
import { afterAll, beforeAll, expect, test } from "vitest"

import { startJourneys, type Journey, type Journeys } from "../support/journey.ts"
import { createPivotClient, payoutItem } from "../support/pivot-client.ts"

let journeys: Journeys
beforeAll(async () => {
  journeys = await startJourneys()
})
afterAll(async () => await journeys.close())

const WAIT = { timeout: 60_000, interval: 200 }

/** A request whose amount its balance does not cover, and the item about it. */
async function waitingRequest(reference: string) {
  const journey = await journeys.begin("pivot", { settings: { callback_form: "bulk" } })
  const client = createPivotClient(journey.baseUrl, journey.credentials)
  const { data: balance } = await client.call<{ availableBalance: { value: string } }>(
    "GET",
    "/v1/payouts/balance?currency=IDR",
  )
  const value = String(Number(balance.availableBalance.value) + 1_000)
  const { data } = await client.createPayouts([payoutItem(reference, { value })])
  const items = () => itemsOf(journey, "?kind=insufficient_balance")
  await expect.poll(items, WAIT).toHaveLength(1)
  const [item] = await items()
  expect(item).toMatchObject({
    subject: "batch",
    advice: expect.stringContaining("Pivot's Approval page"),
    links: [{ url: "https://dashboard-stg.pivot-payment.com/disbursement/approval" }],
  })
  return { journey, client, uuid: data.uuid, value, item }
}

async function itemsOf(journey: Journey, query: string) {
  const { sourceId } = journey
  return (await journey.api(`GET /v1/attention${query}&source_id=${sourceId}`)).json.data
}

test("option 1: topped up, retried on the Approval page, and said so here", async () => {
  const { journey, uuid, item } = await waitingRequest("wage-1")
  await journey.act("top_up", { amount: "5000" })
  const said = await journey.api(`POST /v1/attention/${item.id}/retried`, { reason: "topped up" })
  expect(said.json).toMatchObject({ closed_because: "retried: topped up", actions: [] })
  await journey.act("retry", { uuid })
  const batch = async () => (await journey.api(`GET /v1/batches/${item.subject_id}`)).json.status
  await expect.poll(batch, WAIT).toBe("done")
  expect(await itemsOf(journey, "?kind=insufficient_balance")).toEqual([])
})

test("option 2: marked as failed here, paid again under another reference in its place", async () => {
  const { journey, client, item } = await waitingRequest("wage-2")
  const { sourceId } = journey
  const payouts = async (reference: string) =>
    (await journey.api(`GET /v1/payouts?reference=${reference}`)).json.data
  // The batch tells no payout; the provider is asked which it holds.
  await expect.poll(() => payouts("wage-2"), WAIT).toMatchObject([{ status: "pending" }])
  const reason = "paid again as wage-2b"
  const marked = await journey.api(`POST /v1/attention/${item.id}/mark_failed`, { reason })
  expect(marked.json).toMatchObject({ closed_because: `mark_failed: ${reason}` })
  const [failed] = await payouts("wage-2")
  expect(failed).toMatchObject({
    ...{ status: "failed", certainty: "presumed", batch_id: item.subject_id },
    failure: { code: "insufficient_balance", advice: "top_up_and_retry" },
  })
  const { json: shown } = await journey.api(`GET /v1/payouts/${failed.id}`)
  expect(shown.history.at(-1)).toMatchObject({
    via: "operator",
    note: expect.stringContaining(reason),
  })
  expect((await journey.api(`GET /v1/batches/${item.subject_id}`)).json.status).toBe("cancelled")

  await journey.act("top_up", { amount: "5000" })
  await client.createPayouts([payoutItem("wage-2b")])
  const announced = await journey.api("POST /v1/payouts", {
    ...{ source_id: sourceId, reference: "wage-2b", replaces: failed.id },
    amount: { value: "100000.00", currency: "IDR" },
  })
  expect(announced.json.replaces).toBe(failed.id)
  await expect.poll(() => payouts("wage-2b"), WAIT).toMatchObject([{ status: "paid" }])
  expect(await itemsOf(journey, "?state=open")).toEqual([])
})
