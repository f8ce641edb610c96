import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { refusalOf } from "../support/adyen-client.ts"
import {
  createAdyenPlatform,
  type AdyenPlatform,
  type TransferWebhook,
} from "../support/adyen-transfers.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let platform: AdyenPlatform

beforeAll(async () => {
  fixture = await createSandboxFixture("adyen", { products: ["transfer"] })
  platform = createAdyenPlatform(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => await fixture.configure({ settings: {}, misbehaviour: {} }))

/** What 11.00 EUR are in units of 1/10,000. */
const SENT = 110_000n
const WHOLE = { amount: { value: 1_100, currency: "EUR" } }
const HOUR = 60 * 60
const DAY = 24 * HOUR

const wireStatuses = (told: readonly TransferWebhook[]) => told.map(({ body }) => body.data.status)
const now = () => fixture.inWorld((world) => Promise.resolve(world.now))
const dateIn = async (zone: string, days: number) => {
  const at = new Date((await now()).getTime() + days * DAY * 1_000)
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at)
}

describe("an execution date", () => {
  test("keeps a transfer received and pending until that day begins in its zone", async () => {
    await fixture.configure({ settings: { transfer_outcome: "booked_only" } })
    const zone = "Asia/Jakarta"
    const date = await dateIn(zone, 3)
    const before = await platform.balance()
    const { id } = await platform.send({ executionDate: { date, timezone: zone } })
    // Jakarta has no summer time: a day there begins at 17:00 UTC of the day before.
    const startMs = Date.parse(`${date}T00:00:00+07:00`)
    await fixture.advance(Math.floor((startMs - (await now()).getTime()) / 1_000) - 60)
    const [created] = await platform.told(id, 1)
    expect(created?.body.data).toMatchObject({
      status: "received",
      reason: "pending",
      executionDate: { date, timezone: zone },
    })
    expect(created?.event).toMatchObject({ status: "pending" })
    expect(await platform.balance()).toBe(before)
    await fixture.advance(90)
    const told = await platform.told(id, 3)
    expect(wireStatuses(told)).toEqual(["received", "authorised", "booked"])
    expect(told[1]?.body.data.reason).toBe("approved")
    const authorisedMs = Date.parse(told[1]?.body.data.events[1]?.bookingDate ?? "")
    expect(authorisedMs).toBe(startMs + 1_000)
  })

  test("of today executes at once; without a zone it is Amsterdam's", async () => {
    const date = await dateIn("Europe/Amsterdam", 0)
    const { id } = await platform.send({ executionDate: { date } })
    await fixture.advance(60)
    const told = await platform.told(id, 5)
    expect(told[0]?.body.data).toMatchObject({
      reason: "approved",
      executionDate: { date, timezone: "Europe/Amsterdam" },
    })
  })

  test("must be a day from today to the thirtieth after it", async () => {
    const zone = "Europe/Amsterdam"
    const at = async (days: number) => ({ executionDate: { date: await dateIn(zone, days) } })
    expect((await platform.send(await at(30))).status).toBe("received")
    for (const wrong of [
      await at(31),
      await at(-1),
      { executionDate: { date: "2026-02-30" } },
      { executionDate: { date: await dateIn(zone, 1), timezone: "Europe/Atlantis" } },
    ]) {
      expect((await refusalOf(platform.send(wrong))).statusCode).toBe(422)
    }
  })
})

describe("a review", () => {
  const review = { numberOfApprovalsRequired: 2, scaOnApproval: false }

  test("holds a transfer until as many reviewers as asked for have approved it", async () => {
    const before = await platform.balance()
    const { id } = await platform.send({ review })
    await fixture.advance(HOUR)
    const waiting = await platform.told(id, 2)
    expect(waiting[1]?.body.data).toMatchObject({
      status: "approvalPending",
      reason: "pendingApproval",
      review: { numberOfApprovalsRequired: 2, scaOnApproval: "notApplicable" },
    })
    expect(waiting[1]?.event).toMatchObject({ status: "pending", reason: "awaiting_review" })
    await platform.api.approveInitiatedTransfers({ transferIds: [id] })
    expect(platform.lastAnswer().status).toBe(200)
    await fixture.advance(HOUR)
    await platform.told(id, 2)
    expect(await platform.balance()).toBe(before)
    await platform.api.approveInitiatedTransfers({ transferIds: [id] })
    await fixture.advance(60)
    const told = await platform.told(id, 6)
    expect(told.at(-1)?.event?.status).toBe("paid")
    expect(await platform.balance()).toBe(before - SENT)
  })

  test("ends by a cancellation, of several transfers at once", async () => {
    const before = await platform.balance()
    const [one, two] = [await platform.send({ review }), await platform.send({ review })]
    await fixture.advance(HOUR)
    await platform.api.cancelInitiatedTransfers({ transferIds: [one.id, two.id] })
    for (const { id } of [one, two]) {
      const told = await platform.told(id, 3)
      expect(told[2]?.body.data).toMatchObject({ status: "cancelled", reason: "cancelled" })
      expect(told[2]?.event?.status).toBe("cancelled")
    }
    expect(await platform.balance()).toBe(before)
  })

  test("that is cancelled is called failed where the account wishes so", async () => {
    await fixture.configure({ settings: { transfer_cancel_status: "failed" } })
    const { id } = await platform.send({ review })
    await platform.api.cancelInitiatedTransfers({ transferIds: [id] })
    await fixture.advance(HOUR)
    expect((await platform.told(id, 2))[1]?.event?.status).toBe("failed")
  })

  test("ends by itself after thirty days", async () => {
    const { id } = await platform.send({ review })
    await fixture.advance(30 * DAY - 60)
    await platform.told(id, 2)
    await fixture.advance(120)
    const told = await platform.told(id, 3)
    expect(told[2]?.body.data).toMatchObject({ status: "failed", reason: "approvalExpired" })
    expect(told[2]?.event?.failure?.code).toBe("refused")
  })

  test("names the transfers that wait for none, and then reviews none at all", async () => {
    const [waiting, other] = [await platform.send({ review }), await platform.send()]
    await fixture.advance(2)
    const both = { transferIds: [waiting.id, other.id, "NOSUCHTRANSFER00"] }
    const error = await refusalOf(platform.api.cancelInitiatedTransfers(both))
    const fields = { name: "transferIds", message: expect.any(String) }
    expect(JSON.parse(error.responseBody ?? "")).toMatchObject({
      status: 422,
      invalidFields: [
        { ...fields, value: other.id },
        { ...fields, value: "NOSUCHTRANSFER00" },
      ],
    })
    expect((await platform.api.getTransfer(waiting.id)).status).toBe("approvalPending")
    expect((await refusalOf(platform.api.approveInitiatedTransfers({}))).statusCode).toBe(422)
  })

  test("is only for the credential that may review, where the account has two", async () => {
    await fixture.configure({ settings: { separate_review_key: true } })
    const { id } = await platform.send({ review })
    const error = await refusalOf(platform.api.approveInitiatedTransfers({ transferIds: [id] }))
    expect(error).toMatchObject({ statusCode: 403, errorCode: "00_403" })
    const response = await fetch(`${fixture.baseUrl}/btl/v4/transfers/cancel`, {
      method: "POST",
      headers: { "x-api-key": fixture.credentials["review_api_key"] ?? "" },
      body: JSON.stringify({ transferIds: [id] }),
    })
    expect(response.status).toBe(200)
  })
})

describe("a return that is asked for", () => {
  test("brings a booked transfer back under its own id, once", async () => {
    const before = await platform.balance()
    const { id } = await platform.send()
    await fixture.advance(60)
    const answer = await platform.api.returnTransfer(id, { ...WHOLE, reference: "back" })
    expect(answer).toMatchObject({ status: "Authorised", transferId: id, reference: "back" })
    const told = await platform.told(id, 6)
    expect(told[5]?.event).toMatchObject({ providerId: id, status: "reversed" })
    expect(told[5]?.body.data["externalReason"]).toBeUndefined()
    expect(await platform.balance()).toBe(before)
    expect((await platform.api.returnTransfer(id, WHOLE)).status).toBe("Declined")
    expect(await platform.balance()).toBe(before)
  })

  test("is declined before the booking and for a part of the amount", async () => {
    await fixture.configure({ settings: { transfer_authorise_seconds: 30 } })
    const { id } = await platform.send()
    expect((await platform.api.returnTransfer(id, WHOLE)).status).toBe("Declined")
    await fixture.advance(60)
    const part = { amount: { value: 1, currency: "EUR" } }
    expect((await platform.api.returnTransfer(id, part)).status).toBe("Declined")
    const other = { amount: { value: 1_100, currency: "USD" } }
    expect((await platform.api.returnTransfer(id, other)).status).toBe("Declined")
    await platform.told(id, 5)
    expect((await refusalOf(platform.api.returnTransfer("NOSUCH", WHOLE))).errorCode).toBe("30_112")
    const without = platform.api.returnTransfer(id, {} as typeof WHOLE)
    expect((await refusalOf(without)).errorCode).toBe("29_001")
  })
})

describe("a transfer between balance accounts", () => {
  const internal = (balanceAccountId: string) => ({
    category: "internal",
    priority: undefined,
    counterparty: { balanceAccountId },
  })

  const second = "BA00000000000000000000002"
  const openSecond = () => fixture.inWorld((world) => world.move(second, "EUR", SENT))

  test("to a stranger's takes the money, and is no payout to the hub", async () => {
    const before = await platform.balance()
    const made = await platform.send(internal("BA00000000000000000000001"))
    expect(made).toMatchObject({ category: "internal", type: "internalTransfer" })
    await fixture.advance(60)
    const told = await platform.told(made.id, 3)
    expect(wireStatuses(told)).toEqual(["received", "authorised", "booked"])
    expect(told.map(({ event }) => event)).toEqual([null, null, null])
    expect(told[2]?.body.data["counterparty"]).toEqual({
      balanceAccountId: "BA00000000000000000000001",
    })
    expect(await platform.balance()).toBe(before - SENT)
  })

  test("to one of its own moves it, and back where that is asked for", async () => {
    await openSecond()
    const source = await platform.balanceAccount()
    const before = await fixture.balance(second, "EUR")
    const { id } = await platform.send({ ...internal(source), balanceAccountId: second })
    await fixture.advance(60)
    const inSource = await fixture.balance(source, "EUR")
    expect(await fixture.balance(second, "EUR")).toBe(before - SENT)
    expect((await platform.api.returnTransfer(id, WHOLE)).status).toBe("Authorised")
    expect(await fixture.balance(source, "EUR")).toBe(inSource - SENT)
    expect(await fixture.balance(second, "EUR")).toBe(before)
  })

  test("does not come back where the money was spent meanwhile", async () => {
    await fixture.inWorld(async (world) => {
      await world.move(second, "EUR", -(await world.balance(second, "EUR")))
      await world.move(second, "EUR", SENT)
    })
    const balanceAccountId = await platform.balanceAccount()
    const { id } = await platform.send({ ...internal(second), balanceAccountId })
    await fixture.advance(60)
    const all = { value: 2_200, currency: "EUR" }
    await platform.send({ balanceAccountId: second, amount: all })
    await fixture.advance(60)
    expect(await fixture.balance(second, "EUR")).toBe(0n)
    expect((await platform.api.returnTransfer(id, WHOLE)).status).toBe("Declined")
    await expect(fixture.act("return_transfer", { id })).rejects.toMatchObject({
      code: "sandbox_action_refused",
    })
    expect((await platform.api.getTransfer(id)).status).toBe("booked")
  })

  test("needs two of them", async () => {
    const error = await refusalOf(platform.send(internal(await platform.balanceAccount())))
    expect(error).toMatchObject({ statusCode: 422, errorCode: "29_001" })
  })
})

describe("misbehaviour", () => {
  test("tells another amount when it is booked, and only then", async () => {
    await fixture.configure({ misbehaviour: { wrong_amount: 1 } })
    const { id } = await platform.send()
    await fixture.advance(60)
    const told = await platform.told(id, 5)
    expect(told.map(({ body }) => body.data.amount.value)).toEqual([
      ...[1_100, 1_100, 1_101, 1_100, 1_100],
    ])
    expect((await platform.api.getTransfer(id)).amount.value).toBe(1_100)
  })

  test("tells a credited transfer as failed, while the API knows better", async () => {
    await fixture.configure({ misbehaviour: { failed_after_succeeded: 1 } })
    const before = await platform.balance()
    const { id } = await platform.send()
    await fixture.advance(120)
    const told = await platform.told(id, 6)
    expect(told.slice(-2).map(({ event }) => event?.status)).toEqual(["paid", "failed"])
    const { body } = await platform.call("GET", `/btl/v4/transfers/${id}`)
    expect(body).toMatchObject({
      status: "booked",
      tracking: { status: "credited" },
      sequenceNumber: 6,
    })
    expect(await platform.balance()).toBe(before - SENT)
  })

  test("sends a credited transfer back after the time it names", async () => {
    await fixture.configure({ misbehaviour: { reverse: 1, reverse_after_seconds: 2 * HOUR } })
    const before = await platform.balance()
    const { id } = await platform.send()
    await fixture.advance(HOUR)
    expect((await platform.told(id, 5)).at(-1)?.event?.status).toBe("paid")
    await fixture.advance(2 * HOUR)
    expect((await platform.told(id, 6)).at(-1)?.event?.status).toBe("reversed")
    expect(await platform.balance()).toBe(before)
  })

  test("of both kinds numbers all webhooks, and no two events share an id", async () => {
    await fixture.configure({ misbehaviour: { failed_after_succeeded: 1, reverse: 1 } })
    const { id } = await platform.send()
    await fixture.advance(DAY)
    const told = await platform.told(id, 7)
    expect(told.map(({ event }) => event?.status).slice(4)).toEqual(["paid", "failed", "reversed"])
    expect(new Set(told.map(({ body }) => body.data.eventId)).size).toBe(7)
  })
})

describe("the actions", () => {
  test("make a transfer to a bank account or a card, as a client would", async () => {
    const bank = await fixture.act("create_transfer", {
      amount: 4_200,
      currency: "USD",
      priority: "wire",
      reference: "by hand",
    })
    const card = await fixture.act("create_transfer", { category: "card" })
    expect(await platform.api.getTransfer(bank.thing?.name ?? "")).toMatchObject({
      amount: { value: 4_200, currency: "USD" },
      categoryData: { priority: "wire" },
      reference: "by hand",
    })
    await fixture.advance(60)
    const told = await platform.told(card.thing?.name ?? "", 5)
    expect(told.at(-1)?.event).toMatchObject({ status: "paid", details: { channelCode: "card" } })
  })

  test.each([{ afterSeconds: 1 }, { afterSeconds: 5 }])(
    "fail a transfer $afterSeconds s after it was made, with the money back",
    async ({ afterSeconds }) => {
      const before = await platform.balance()
      const { id } = await platform.send()
      await fixture.advance(afterSeconds)
      await fixture.act("fail_transfer", { id, reason: "counterpartyAccountBlocked" })
      await fixture.advance(DAY)
      const { status, reason, sequenceNumber = 0 } = await platform.api.getTransfer(id)
      expect([status, reason]).toEqual(["failed", "counterpartyAccountBlocked"])
      expect((await platform.told(id, sequenceNumber)).at(-1)?.event?.status).toBe("failed")
      expect(await platform.balance()).toBe(before)
    },
  )

  test("return a transfer, credited or not, with the bank's reason", async () => {
    const { id } = await platform.send()
    await fixture.advance(60)
    await fixture.act("return_transfer", { id, reason: "counterpartyAccountClosed" })
    const told = await platform.told(id, 6)
    expect(told[5]?.event).toMatchObject({
      status: "reversed",
      failure: { code: "destination_inactive", providerReason: "Closed account number" },
    })
  })

  test("say why they do nothing, and do nothing", async () => {
    await fixture.configure({ settings: { transfer_authorise_seconds: 30 } })
    const { id } = await platform.send()
    const refused = { code: "sandbox_action_refused" }
    await expect(fixture.act("fail_transfer", { id })).rejects.toMatchObject(refused)
    await expect(fixture.act("return_transfer", { id })).rejects.toMatchObject(refused)
    await fixture.advance(60)
    await expect(fixture.act("fail_transfer", { id })).rejects.toMatchObject(refused)
    await fixture.act("return_transfer", { id })
    await expect(fixture.act("return_transfer", { id })).rejects.toMatchObject(refused)
    await platform.told(id, 6)
    await expect(fixture.act("fail_transfer", { id: "NOSUCH" })).rejects.toMatchObject({
      code: "not_found",
    })
    await expect(fixture.act("create_transfer", { amount: 0 })).rejects.toMatchObject({
      code: "request_invalid",
    })
  })
})

describe("a body of version 3", () => {
  test("has its fields by themselves, and says the same to the hub", async () => {
    await fixture.configure({ settings: { transfer_webhook_version: 3 } })
    const { id } = await platform.send()
    await fixture.advance(60)
    const told = await platform.told(id, 5)
    expect(told[4]?.body.data).toMatchObject({
      balanceAccountId: await platform.balanceAccount(),
      priority: "regular",
      transactionId: told[4]?.body.data.events[2]?.transactionId,
    })
    expect(told[4]?.body.data["categoryData"]).toBeUndefined()
    expect(told.map(({ event }) => event?.status)).toEqual([
      ...["pending", "processing", "processing", "processing", "paid"],
    ])
    expect(told[4]?.event?.details.extra).toMatchObject({ priority: "regular" })
  })
})
