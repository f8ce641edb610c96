import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import {
  cardTransfer,
  createAdyenPlatform,
  IBAN,
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
const HOUR = 60 * 60
const DAY = 24 * HOUR

const wireStatuses = (told: readonly TransferWebhook[]) => told.map(({ body }) => body.data.status)
const hubStatuses = (told: readonly TransferWebhook[]) =>
  told.map(({ event }) => event && [event.status, event.reason])
/** `booked`, or what the tracking says. */
const history = ({ body }: TransferWebhook) =>
  body.data.events.map(
    ({ status, trackingData }) => status ?? trackingData?.["status"] ?? trackingData?.["type"],
  )

async function plan(outcome: string, more: object = {}): Promise<void> {
  const plans = [{ match: { reference_prefix: "planned" }, outcome, ...more }]
  await fixture.configure({ settings: { transfer_plans: plans } })
}

describe("a bank transfer that arrives", () => {
  let told: readonly TransferWebhook[]
  let id: string

  beforeAll(async () => {
    await fixture.configure({ settings: {} })
    ;({ id } = await platform.send({ reference: "march", description: "Wages of March" }))
    await fixture.advance(60)
    told = await platform.told(id, 5)
  })

  test("is received, authorised, booked, tracked and credited, one numbered webhook each", () => {
    expect(wireStatuses(told)).toEqual(["received", "authorised", "booked", "booked", "booked"])
    expect(told.map(({ body }) => body.type)).toEqual([
      "balancePlatform.transfer.created",
      ...Array.from({ length: 4 }, () => "balancePlatform.transfer.updated"),
    ])
    expect(new Set(told.map(({ body }) => body.data.id))).toEqual(new Set([id]))
  })

  test("is to the hub pending, processing, booked, and at last paid, in that order", () => {
    expect(hubStatuses(told)).toEqual([
      ["pending", null],
      ["processing", null],
      ["processing", "booked"],
      ["processing", "booked"],
      ["paid", null],
    ])
    const orders = told.map(({ event }) => event?.order ?? "")
    expect(orders).toEqual(orders.toSorted())
    for (const { event } of told) {
      expect(event).toMatchObject({
        providerId: id,
        live: false,
        reference: "march",
        amount: { amount: SENT, currency: "EUR" },
        failure: null,
        details: {
          channelCode: "bank",
          description: "Wages of March",
          destination: { accountNumber: IBAN, accountHolderName: "Sanne de Boer" },
        },
      })
    }
  })

  test("carries the whole history in every webhook, each event with an id of its own", () => {
    expect(told.map(history)).toEqual([
      ["received"],
      ["received", "authorised"],
      ["received", "authorised", "booked"],
      ["received", "authorised", "booked", "estimation"],
      ["received", "authorised", "booked", "estimation", "credited"],
    ])
    for (const [index, { body }] of told.entries()) {
      const earlier = told[index - 1]?.body.data.events ?? []
      expect(body.data.events.slice(0, earlier.length)).toEqual(earlier)
      expect(body.data.eventId).toBe(body.data.events.at(-1)?.id)
    }
    const ids = told.map(({ body }) => body.data.eventId)
    expect(new Set(ids).size).toBe(5)
    expect(ids[0]).toMatch(/^EVJN[0-9A-Z]{26}$/)
  })

  test("moves the amount between the registers, and its balances are the sum of that", () => {
    const mutations = told.at(-1)?.body.data.events.flatMap((event) => event.mutations ?? [])
    expect(mutations).toEqual([
      { currency: "EUR", received: -1_100 },
      { currency: "EUR", received: 1_100, reserved: -1_100 },
      { currency: "EUR", balance: -1_100, received: 0, reserved: 1_100 },
    ])
    expect(told.map(({ body }) => body.data.balances)).toEqual([
      [{ currency: "EUR", received: -1_100 }],
      [{ currency: "EUR", received: 0, reserved: -1_100 }],
      ...Array.from({ length: 3 }, () => [
        { currency: "EUR", balance: -1_100, received: 0, reserved: 0 },
      ]),
    ])
    const booked = told[2]?.body.data.events[2]
    expect(booked?.transactionId).toBe(`${booked?.id}EUR`)
  })

  test("repeats its latest tracking, and the estimation is the moment it is credited at", () => {
    expect(told.map(({ body }) => body.data.tracking?.["type"])).toEqual([
      undefined,
      undefined,
      undefined,
      "estimation",
      "confirmation",
    ])
    const estimated = told[3]?.body.data.tracking?.["estimatedArrivalTime"] ?? ""
    expect(Date.parse(estimated)).toBe(Date.parse(told[4]?.body.data.events[4]?.updateDate ?? ""))
    expect(told[3]?.event?.details.estimatedArrivalAt).toBe(new Date(estimated).toISOString())
    expect(told[4]?.body.data.tracking).toEqual({ type: "confirmation", status: "credited" })
  })

  test("is created with the reason approved although the API answered pending", () => {
    expect(told[0]?.body.data.reason).toBe("approved")
    expect(told[0]?.body.environment).toBe("test")
  })

  test("tells when it was queued, with the offset of Adyen's own zone", () => {
    const times = told.map(({ body }) => body.timestamp)
    for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/)
    expect(times).toEqual(times.toSorted())
  })

  test("is read by Adyen's own library with every field in its place", () => {
    expect(told[4]?.typed.data).toMatchObject({
      category: "bank",
      type: "bankTransfer",
      direction: "outgoing",
      categoryData: { type: "bank", priority: "regular" },
      counterparty: { bankAccount: { accountHolder: { fullName: "Sanne de Boer" } } },
      sequenceNumber: 5,
    })
    expect(told[4]?.typed.data.createdAt).toBeInstanceOf(Date)
  })

  test("stands in the API as in its last webhook", async () => {
    const { status, body } = await platform.call("GET", `/btl/v4/transfers/${id}`)
    expect(status).toBe(200)
    expect(body).toEqual(told[4]?.body.data)
  })
})

describe("a transfer that does not arrive", () => {
  test("is refused for want of money, by the real balance, and nothing is taken", async () => {
    const before = await platform.balance()
    const value = Number(before / 100n) + 1
    const { id, status } = await platform.send({ amount: { value, currency: "EUR" } })
    expect(status).toBe("received")
    await fixture.advance(60)
    const told = await platform.told(id, 2)
    expect(wireStatuses(told)).toEqual(["received", "refused"])
    expect(history(told[1]!)).toEqual(["received", "refused"])
    expect(told[1]?.body.data.reason).toBe("notEnoughBalance")
    expect(told[1]?.body.data.balances).toEqual([{ currency: "EUR", received: 0 }])
    expect(told[1]?.event).toMatchObject({
      status: "failed",
      failure: { code: "insufficient_balance", providerCode: "notEnoughBalance" },
    })
    expect(await platform.balance()).toBe(before)
  })

  test("that takes the last cent is authorised, and the next one is refused", async () => {
    await fixture.configure({ settings: { transfer_outcome: "booked_only" } })
    const before = await platform.balance("GBP")
    const amount = { value: Number(before / 100n), currency: "GBP" }
    const all = await platform.send({ amount })
    const more = await platform.send({ amount: { value: 1, currency: "GBP" } })
    await fixture.advance(60)
    expect(wireStatuses(await platform.told(all.id, 3)).at(-1)).toBe("booked")
    expect(wireStatuses(await platform.told(more.id, 2)).at(-1)).toBe("refused")
    expect(await platform.balance("GBP")).toBe(0n)
  })

  test("fails after it was booked, with the money back and all registers at nothing", async () => {
    await plan("failed_after_booked")
    const before = await platform.balance()
    const { id } = await platform.send({ reference: "planned to fail", priority: "instant" })
    await fixture.advance(3)
    expect(await platform.balance()).toBe(before - SENT)
    await fixture.advance(60)
    const told = await platform.told(id, 4)
    expect(wireStatuses(told)).toEqual(["received", "authorised", "booked", "failed"])
    expect(told[3]?.body.data).toMatchObject({
      reason: "counterpartyAccountClosed",
      balances: [{ currency: "EUR", balance: 0, received: 0, reserved: 0 }],
      categoryData: { priority: "instant" },
    })
    expect(told[3]?.event).toMatchObject({
      status: "failed",
      failure: { code: "destination_inactive", providerCode: "counterpartyAccountClosed" },
    })
    expect(await platform.balance()).toBe(before)
  })

  test("is returned after it was booked and tracked, with the bank's own code", async () => {
    await plan("returned")
    const before = await platform.balance()
    const { id } = await platform.send({ reference: "planned to return" })
    await fixture.advance(60)
    const told = await platform.told(id, 5)
    expect(wireStatuses(told)).toEqual([
      ...["received", "authorised", "booked", "booked", "returned"],
    ])
    expect(told[4]?.body.data).toMatchObject({
      reason: "refusedByCounterpartyBank",
      externalReason: { code: "MS03", namespace: "ISO20022_ExternalStatusReason" },
      balances: [{ currency: "EUR", balance: 0, received: 0, reserved: 0 }],
    })
    expect(told[4]?.event).toMatchObject({
      status: "reversed",
      failure: { code: "rejected_by_bank", providerCode: "refusedByCounterpartyBank" },
    })
    expect(await platform.balance()).toBe(before)
  })

  test("fails in Adyen's own review, and the tracking says so", async () => {
    await plan("review_failed")
    const { id } = await platform.send({ reference: "planned to be reviewed" })
    await fixture.advance(60)
    const told = await platform.told(id, 3)
    expect(hubStatuses(told)).toEqual([
      ["pending", null],
      ["pending", "compliance_review"],
      ["failed", null],
    ])
    expect(told[2]?.body.data.tracking).toEqual({
      type: "internalReview",
      status: "failed",
      reason: "refusedForRegulatoryReasons",
    })
    expect(told[2]?.event?.failure?.code).toBe("compliance_rejected")
  })
})

describe("plans", () => {
  test.each([
    { outcome: "booked_only", statuses: ["received", "authorised", "booked"] },
    { outcome: "stuck", statuses: ["received", "authorised"] },
    { outcome: "refused", statuses: ["received", "refused"] },
  ])("$outcome goes as far as $statuses and no further", async ({ outcome, statuses }) => {
    await plan(outcome)
    const { id } = await platform.send({ reference: `planned ${outcome}` })
    await fixture.advance(40 * DAY)
    expect(wireStatuses(await platform.told(id, statuses.length))).toEqual(statuses)
  })

  test("choose the reason and the time of the last step", async () => {
    await plan("refused", { reason: "amountLimitExceeded", after_seconds: 2 * HOUR })
    const { id } = await platform.send({ reference: "planned late" })
    await fixture.advance(2 * HOUR - 60)
    await platform.told(id, 1)
    await fixture.advance(60)
    const told = await platform.told(id, 2)
    expect(told[1]?.event?.failure).toMatchObject({
      code: "destination_limit",
      providerCode: "amountLimitExceeded",
    })
  })

  test("find a transfer by its reference, its beginning, its IBAN, its card's number or nothing at all", async () => {
    const german = "DE89370400440532013000"
    const to = (iban: string) => ({
      bankAccount: {
        accountHolder: { fullName: "Somebody" },
        accountIdentification: { type: "iban", iban },
      },
    })
    await fixture.configure({
      settings: {
        transfer_plans: [
          { match: { reference: "exactly", iban: IBAN }, outcome: "refused" },
          { match: { reference_prefix: "begins" }, outcome: "stuck" },
          { match: { iban: german }, outcome: "stuck" },
          { match: { account_number: "4111111111111111" }, outcome: "refused" },
          { match: {}, outcome: "booked_only" },
        ],
      },
    })
    const exact = await platform.send({ reference: "exactly" })
    const other = await platform.send({ reference: "exactly not" })
    const stuck = await platform.send({ counterparty: to(german) })
    const card = await platform.sendToCard()
    const begins = await platform.send({ reference: "begins so" })
    await fixture.advance(60)
    expect(wireStatuses(await platform.told(begins.id, 2)).at(-1)).toBe("authorised")
    expect(wireStatuses(await platform.told(exact.id, 2)).at(-1)).toBe("refused")
    expect(wireStatuses(await platform.told(other.id, 3)).at(-1)).toBe("booked")
    expect(wireStatuses(await platform.told(stuck.id, 2)).at(-1)).toBe("authorised")
    expect(wireStatuses(await platform.told(card.id, 2)).at(-1)).toBe("refused")
  })
})

describe("a card payout", () => {
  test("tells the network's acceptance in the fourth webhook, and it happened before the booking", async () => {
    const { id } = await platform.sendToCard()
    await fixture.advance(60)
    const told = await platform.told(id, 5)
    expect(wireStatuses(told)).toEqual(["received", "authorised", "booked", "booked", "booked"])
    expect(history(told[3]!)).toEqual(["received", "authorised", "accepted", "booked"])
    const [booked, accepted] = [told[2]!.body.data, told[3]!.body.data]
    // Only these say what changed.
    expect(accepted.eventId).not.toBe(booked.eventId)
    expect(accepted.tracking).toEqual({ type: "confirmation", status: "accepted" })
    expect(accepted.events.find(({ id }) => id === accepted.eventId)?.type).toBe("tracking")
    expect(hubStatuses(told)).toEqual([
      ["pending", null],
      ["processing", null],
      ["processing", "booked"],
      ["processing", "booked"],
      ["paid", null],
    ])
    expect(told[0]?.body.data).toMatchObject({ category: "card", type: "cardTransfer" })
  })

  test("tells it before the booking where the account wishes so", async () => {
    await fixture.configure({ settings: { transfer_card_tracking: "told_before_booked" } })
    const { id } = await platform.sendToCard()
    await fixture.advance(60)
    const told = await platform.told(id, 5)
    expect(wireStatuses(told).slice(1, 4)).toEqual(["authorised", "authorised", "booked"])
    expect(told[2]?.body.data.tracking?.["status"]).toBe("accepted")
    expect(told[4]?.event?.status).toBe("paid")
  })

  test("shows only the first and last digits of the card, everywhere", async () => {
    const made = await platform.sendToCard()
    expect(JSON.stringify(made)).toContain("411111******1111")
    const [created] = await platform.told(made.id, 1)
    expect(created?.request.body).toContain("411111******1111")
    const { counterparty } = cardTransfer()
    const cardIdentification = {
      ...counterparty.card.cardIdentification,
      storedPaymentMethodId: "8416038790273850",
    }
    const cardHolder = { ...counterparty.card.cardHolder, reference: "payee 1" }
    const stored = { card: { cardHolder, cardIdentification } }
    expect((await platform.sendToCard({ counterparty: stored })).status).toBe("received")
    const { rows } = await fixture.database.pool.query("select state from sandbox_things")
    expect(JSON.stringify([made, created?.body, rows])).not.toContain("4111111111111111")
  })
})
