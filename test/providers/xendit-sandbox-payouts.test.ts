import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"
import {
  createXenditClient,
  refusalOf,
  REQUEST,
  SLOW,
  type XenditClient,
} from "../support/xendit-client.ts"

let fixture: SandboxFixture
let client: XenditClient

beforeAll(async () => {
  fixture = await createSandboxFixture("xendit", { settings: SLOW })
  client = createXenditClient(fixture)
})
afterAll(async () => await fixture.close())

describe("a payout through Xendit's own SDK", () => {
  test("is created ACCEPTED, with the fields of the request and of a recorded answer", async () => {
    const payout = await client.create({
      referenceId: "e1-probe",
      channelCode: "PH_GCASH",
      channelProperties: { accountNumber: "09171234567", accountHolderName: "Test Kasambahay" },
      amount: 1.11,
      currency: "PHP",
      description: "E1 probe",
      receiptNotification: { emailTo: ["somebody@example.com"] },
      metadata: { outlet_no: 24 },
    })
    expect(payout).toMatchObject({
      id: expect.stringMatching(/^disb-[0-9a-f-]{36}$/),
      referenceId: "e1-probe",
      channelCode: "PH_GCASH",
      channelProperties: { accountNumber: "09171234567", accountHolderName: "Test Kasambahay" },
      amount: 1.11,
      currency: "PHP",
      description: "E1 probe",
      status: "ACCEPTED",
      businessId: fixture.account.externalId,
      receiptNotification: { emailTo: ["somebody@example.com"] },
      metadata: { outlet_no: 24 },
    })
    expect(payout.updated).toEqual(payout.created)
    const arrival = payout.estimatedArrivalTime?.getTime() ?? 0
    expect(arrival - payout.created.getTime()).toBe(15 * 60_000)
  })

  test("is answered with 200 and the fields in the recorded order, none that was not sent", async () => {
    const { status, headers, body } = await client.post({ description: undefined })
    expect(status).toBe(200)
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8")
    expect(Object.keys(body)).toEqual([
      "id",
      "amount",
      "channel_code",
      "currency",
      "reference_id",
      "status",
      "created",
      "updated",
      "estimated_arrival_time",
      "business_id",
      "channel_properties",
    ])
    expect(body["channel_properties"]).toEqual(REQUEST.channel_properties)
  })

  test("keeps amounts and metadata to the last digit", async () => {
    const metadata = `{"big":12345678901234567890,"price":1.10,"a":"ü"}`
    const text = `{"reference_id":"exact","channel_code":"ID_BSI","channel_properties":{"account_number":"1","account_holder_name":"A"},"amount":1.999999999999e12,"currency":"IDR","metadata":${metadata}}`
    const { body, text: answer } = await client.call("POST", "/v2/payouts", {
      headers: { "idempotency-key": "exact" },
      body: text,
    })
    expect(answer).toContain('"amount":1999999999999,')
    expect(answer).toContain(`"metadata":${metadata}`)
    const again = await client.call("GET", `/v2/payouts/${String(body["id"])}`)
    expect(again.text).toBe(answer)
  })

  test("walks from ACCEPTED over REQUESTED to SUCCEEDED, at the times that are set", async () => {
    const { id, created } = await client.create()
    await fixture.advance(45)
    expect(await client.status(id)).toBe("ACCEPTED")
    await fixture.advance(45)
    expect(await client.status(id)).toBe("REQUESTED")
    await fixture.advance(60)
    const payout = await client.payouts.getPayoutById({ id })
    expect(payout).toMatchObject({ status: "SUCCEEDED", created })
    expect(payout.updated.getTime() - created.getTime()).toBe(120_000)
  })

  test("is not found by an id that nobody was given", async () => {
    expect(await refusalOf(client.payouts.getPayoutById({ id: "disb-unknown" }))).toEqual({
      status: 404,
      code: "DATA_NOT_FOUND",
      message: "Could not find payout with the corresponding ID. Please try again with a valid Id",
    })
    expect(await refusalOf(client.payouts.cancelPayout({ id: "disb-unknown" }))).toMatchObject({
      code: "DATA_NOT_FOUND",
    })
  })
})

describe("cancelling", () => {
  test("is possible while it is ACCEPTED, and it stays cancelled", async () => {
    const before = await fixture.balance("CASH", "IDR")
    const { id } = await client.create()
    expect(await client.payouts.cancelPayout({ id })).toMatchObject({ id, status: "CANCELLED" })
    await fixture.advance(600)
    expect(await client.status(id)).toBe("CANCELLED")
    expect(await fixture.balance("CASH", "IDR")).toBe(before)
  })

  test.each([
    ["REQUESTED", 90],
    ["SUCCEEDED", 150],
  ])("is refused once it is %s", async (status, seconds) => {
    const { id } = await client.create()
    await fixture.advance(seconds)
    expect(await refusalOf(client.payouts.cancelPayout({ id }))).toEqual({
      status: 400,
      code: "CANCELLATION_NOT_ALLOWED",
      message: "Payout cannot be canceled because it has already been processed by Xendit",
    })
    expect(await client.status(id)).toBe(status)
  })

  test("is refused the second time", async () => {
    const { id } = await client.create()
    await client.payouts.cancelPayout({ id })
    expect(await refusalOf(client.payouts.cancelPayout({ id }))).toMatchObject({
      code: "CANCELLATION_NOT_ALLOWED",
    })
  })
})

describe("the list by reference", () => {
  const referenceId = "not unique"
  const ids: string[] = []
  beforeAll(async () => {
    for (let count = 0; count < 5; count += 1)
      ids.unshift((await client.create({ referenceId })).id)
  })

  test("has all payouts of a reference, the newest first", async () => {
    const { data, hasMore } = await client.payouts.getPayouts({ referenceId })
    expect(data?.map(({ id }) => id)).toEqual(ids)
    expect(hasMore).toBe(false)
  })

  test("is empty for a reference that nobody used", async () => {
    const { body } = await client.call("GET", "/v2/payouts?reference_id=nobody")
    expect(body).toEqual({ has_more: false, data: [] })
  })

  test("is read in pages, onwards and backwards", async () => {
    const page = async (of: { afterId?: string; beforeId?: string }) => {
      const { data, hasMore } = await client.payouts.getPayouts({ referenceId, limit: 2, ...of })
      return [data?.map(({ id }) => ids.indexOf(id)), hasMore]
    }
    expect(await page({})).toEqual([[0, 1], true])
    expect(await page({ afterId: ids[1] ?? "" })).toEqual([[2, 3], true])
    expect(await page({ afterId: ids[3] ?? "" })).toEqual([[4], false])
    expect(await page({ beforeId: ids[4] ?? "" })).toEqual([[2, 3], true])
    expect(await page({ beforeId: ids[2] ?? "" })).toEqual([[0, 1], false])
    expect(await page({ afterId: ids[0] ?? "", beforeId: ids[2] ?? "" })).toEqual([[1], false])
    expect(await refusalOf(page({ afterId: "disb-of-another" }))).toMatchObject({
      code: "DATA_NOT_FOUND",
    })
  })

  test.each([
    "",
    "?reference_id=",
    "?reference_id=a&limit=0",
    "?reference_id=a&limit=101",
    "?reference_id=a&limit=x",
  ])("refuses the query %j", async (query) => {
    const { status, body } = await client.call("GET", `/v2/payouts${query}`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ error_code: "API_VALIDATION_ERROR" })
  })

  test("is a bare array, oldest first, where the account is set so", async () => {
    await fixture.configure({
      settings: { requested_after_seconds: 60, list_form: "array", list_order: "oldest_first" },
    })
    const path = `/v2/payouts?reference_id=${encodeURIComponent(referenceId)}`
    const { body } = await client.call("GET", path)
    expect(body).toBeInstanceOf(Array)
    const listed = body as unknown as { id: string }[]
    expect(listed.map(({ id }) => id)).toEqual(ids.toReversed())
  })
})
