import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { createPivotClient, type PivotClient } from "../support/pivot-client.ts"
import {
  createPayment,
  readPayments,
  retrievePayment,
  STATIC_ACCOUNT,
} from "../support/pivot-payments.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let client: PivotClient

beforeEach(async () => {
  fixture = await createSandboxFixture("pivot")
  client = createPivotClient(fixture.baseUrl, fixture.credentials)
})
afterEach(async () => await fixture.close())

const AMOUNT = { amount: 100_010_000n, currency: "IDR" }
const VIRTUAL_ACCOUNT = { paymentMethod: { type: "VIRTUAL_ACCOUNT" } }
const CARD = { paymentMethod: { type: "CARD" } }

function wallet(phone: string): object {
  return { paymentMethod: { type: "EWALLET", ewallet: { accountIdentifier: phone } } }
}

function simulate(paymentSessionId: string, chargeStatus: string, amount?: object) {
  return client.call("POST", "/v2/payments/simulations", {
    body: { paymentSessionId, chargeStatus, ...(amount && { amount }) },
  })
}

function cancel(id: string, cancellationReason?: string) {
  return client.call("POST", `/v2/payments/${id}/cancel`, { body: { cancellationReason } })
}

/** The customer enters his OTP, then the wallet answers: two webhooks, one after the other. */
async function walletStory(): Promise<void> {
  await fixture.advance(3)
  await fixture.received(1)
  await fixture.advance(3)
  await fixture.received(2)
}

describe("the events of the page Payment Notify", () => {
  test("PAYMENT.PROCESSING: the payment is under way", async () => {
    const { data } = await createPayment(client, wallet("08111111002"))
    await fixture.advance(10)
    await fixture.received(1)
    const [event, ...others] = readPayments(fixture)
    expect(others).toEqual([])
    expect(event).toMatchObject({
      wireEvent: "PAYMENT.PROCESSING",
      providerId: data.id,
      reference: "ORDER-1",
      status: "processing",
      amount: AMOUNT,
      paymentType: "single",
      charges: [{ status: "PROCESSING", amount: AMOUNT, paidAt: null }],
      metadata: { invoiceNo: "INV-1" },
    })
  })

  test("PAYMENT.PAID: a single payment was made", async () => {
    const { data } = await createPayment(client, VIRTUAL_ACCOUNT)
    expect(data.status).toBe("REQUIRE_ACTION")
    expect((await simulate(data.id, "SUCCESS")).data).toEqual({ updated: "true" })
    await fixture.received(1)
    const [event, ...others] = readPayments(fixture)
    expect(others).toEqual([])
    expect(event).toMatchObject({
      wireEvent: "PAYMENT.PAID",
      providerId: data.id,
      reference: "ORDER-1",
      status: "paid",
      amount: AMOUNT,
      paidCharge: null,
      charges: [{ status: "SUCCESS", amount: AMOUNT, paidAt: expect.any(String) }],
    })
    expect((await retrievePayment(client, data.id)).data.status).toBe("PAID")
  })

  test("CHARGE.SUCCESS: a session for several payments tells of each charge once", async () => {
    const { data } = await createPayment(client, STATIC_ACCOUNT)
    expect(data.status).toBe("ACTIVE")
    const amount = { value: 10001, currency: "IDR" }
    for (const count of [1, 2, 3]) {
      await simulate(data.id, "SUCCESS", amount)
      await fixture.received(count)
    }
    const events = readPayments(fixture)
    expect(events.map(({ wireEvent }) => wireEvent)).toEqual(Array(3).fill("CHARGE.SUCCESS"))
    const session = (await retrievePayment(client, data.id)).data
    const paid = (session.chargeDetails ?? []).filter(({ status }) => status === "SUCCESS")
    expect(events.map(({ paidCharge }) => paidCharge)).toEqual(paid.map(({ id }) => id))
    expect(new Set(events.map(({ key }) => key)).size).toBe(3)
    for (const event of events) {
      expect(event).toMatchObject({ paymentType: "multiple", status: "processing", amount: AMOUNT })
    }
  })

  test("PAYMENT.CANCELLED by the customer, who gives up in his wallet", async () => {
    const { data } = await createPayment(client, wallet("08111111003"))
    await walletStory()
    const [processing, cancelled] = readPayments(fixture)
    expect(processing?.wireEvent).toBe("PAYMENT.PROCESSING")
    expect(cancelled).toMatchObject({
      wireEvent: "PAYMENT.CANCELLED",
      providerId: data.id,
      status: "cancelled",
      cancellationReason: "REQUESTED_BY_CUSTOMER",
      charges: [{ status: "FAILED" }],
    })
    const session = (await retrievePayment(client, data.id)).data
    expect(session.status).toBe("CANCELLED")
    expect(session.chargeDetails?.[0]?.failureCode).toBe("CANCELLED_BY_USER")
  })

  test("PAYMENT.CANCELLED by the system's time-out, 15 minutes after the session was made", async () => {
    const { data } = await createPayment(client, { paymentMethod: undefined })
    await fixture.advance(14 * 60 + 55)
    expect((await retrievePayment(client, data.id)).data.status).toBe("REQUIRE_PAYMENT_METHOD")
    await fixture.advance(10)
    await fixture.received(1)
    const [event, ...others] = readPayments(fixture)
    expect(others).toEqual([])
    expect(event).toMatchObject({
      wireEvent: "PAYMENT.CANCELLED",
      providerId: data.id,
      status: "cancelled",
      cancellationReason: null,
      charges: [],
    })
    expect((await retrievePayment(client, data.id)).data.status).toBe("EXPIRED")
    const lateMs = Date.parse(event?.occurredAt ?? "") - Date.parse(event?.expiresAt ?? "")
    expect(lateMs).toBeGreaterThanOrEqual(0)
    expect(lateMs).toBeLessThan(1_000)
  })

  test("PAYMENT.CANCELLED by manual intervention, the merchant's cancel call", async () => {
    const { data } = await createPayment(client, { ...VIRTUAL_ACCOUNT, autoConfirm: false })
    const { data: cancelled } = await cancel(data.id, "DUPLICATED")
    expect(cancelled).toMatchObject({
      id: data.id,
      status: "CANCELLED",
      cancellationReason: "DUPLICATED",
      chargeDetails: null,
    })
    await fixture.received(1)
    const [event, ...others] = readPayments(fixture)
    expect(others).toEqual([])
    expect(event).toMatchObject({
      wireEvent: "PAYMENT.CANCELLED",
      providerId: data.id,
      status: "cancelled",
      cancellationReason: "DUPLICATED",
    })
  })
})

describe("the customer of an e-wallet", () => {
  test("with the number 08111111001 pays by himself, however it is written", async () => {
    const ids: string[] = []
    for (const phone of ["08111111001", "+628111111001", "62 811-1111-001"]) {
      const { data } = await createPayment(client, wallet(phone))
      expect(data.status).toBe("REQUIRE_ACTION")
      ids.push(data.id)
    }
    await fixture.advance(3)
    await fixture.received(3)
    await fixture.advance(3)
    await fixture.received(6)
    const told = readPayments(fixture).map(({ wireEvent }) => wireEvent)
    expect(told.slice(0, 3)).toEqual(Array(3).fill("PAYMENT.PROCESSING"))
    expect(told.slice(3)).toEqual(Array(3).fill("PAYMENT.PAID"))
    for (const id of ids) expect((await retrievePayment(client, id)).data.status).toBe("PAID")
  })

  test("is known by his own number where the wallet's is not given", async () => {
    const customer = { phoneNumber: { countryCode: "+62", number: "8111111004" } }
    const { data } = await createPayment(client, { paymentMethod: { type: "EWALLET" }, customer })
    await walletStory()
    const [, expired] = readPayments(fixture)
    expect(expired).toMatchObject({ wireEvent: "PAYMENT.CANCELLED", status: "cancelled" })
    const session = (await retrievePayment(client, data.id)).data
    expect(session.status).toBe("EXPIRED")
    expect(session.chargeDetails?.[0]).toMatchObject({
      status: "EXPIRED",
      failureCode: "CHARGE_EXPIRED",
    })
  })

  test("is known by that number too when the wallet is chosen on confirming", async () => {
    const customer = { phoneNumber: { countryCode: "+62", number: "8111111001" } }
    const { data } = await createPayment(client, { autoConfirm: false, customer })
    const body = { paymentMethod: { type: "EWALLET" } }
    await client.call("POST", `/v2/payments/${data.id}/confirm`, { body })
    await fixture.advance(5)
    expect((await retrievePayment(client, data.id)).data.status).toBe("PAID")
  })

  test("with the number 08111111002 stays in process, past the session's expiry too", async () => {
    const { data } = await createPayment(client, wallet("08111111002"))
    await fixture.advance(24 * 60 * 60)
    expect((await retrievePayment(client, data.id)).data.status).toBe("PROCESSING")
    const thing = await fixture.inWorld((world) => world.find("payment", data.id))
    expect(thing?.nextStepAt).toBeNull()
    await fixture.act("pay", { id: data.id })
    expect((await retrievePayment(client, data.id)).data.status).toBe("PAID")
  })

  test("with any other number waits to be played, until the session times out", async () => {
    const { data } = await createPayment(client, wallet("081299990000"))
    await fixture.advance(60)
    expect((await retrievePayment(client, data.id)).data.status).toBe("REQUIRE_ACTION")
    await fixture.advance(15 * 60)
    expect((await retrievePayment(client, data.id)).data.status).toBe("EXPIRED")
  })
})

describe("a card with manual capture", () => {
  const HELD = { ...CARD, paymentMethodOptions: { card: { captureMethod: "MANUAL" } } }

  async function heldPayment(): Promise<string> {
    const { data } = await createPayment(client, HELD)
    await fixture.act("pay", { id: data.id })
    await fixture.received(1)
    await fixture.advance(5)
    return data.id
  }

  function capture(id: string, releaseRemainingAmount: unknown, value?: number) {
    const amount = value === undefined ? {} : { amount: { value, currency: "IDR" } }
    const body = { releaseRemainingAmount, ...amount }
    return client.call<{ readonly id: string; readonly status: string }>(
      "POST",
      `/v2/payments/${id}/capture`,
      { body },
    )
  }

  test("is paid once all of it is captured", async () => {
    const id = await heldPayment()
    const held = (await retrievePayment(client, id)).data
    expect([held.status, held.chargeDetails?.[0]?.status]).toEqual([
      "PROCESSING",
      "WAITING_FOR_CAPTURE",
    ])
    const { data } = await capture(id, false, 4000)
    expect(data).toMatchObject({
      paymentSessionId: id,
      paymentSessionClientReferenceId: "ORDER-1",
      releaseRemainingAmount: false,
      amount: { value: 4000, currency: "IDR" },
      status: "PENDING",
    })
    expect((await capture(id, false, 1)).code).toBe("api_validation_error")
    await fixture.advance(5)
    expect((await retrievePayment(client, id)).data.status).toBe("PROCESSING")
    expect((await capture(id, false, 6002)).code).toBe("api_validation_error")
    await capture(id, false)
    await fixture.advance(5)
    const paid = (await retrievePayment(client, id)).data
    expect(paid.status).toBe("PAID")
    expect(paid.chargeDetails?.[0]).toMatchObject({
      status: "SUCCESS",
      isCaptured: true,
      capturedAmount: { value: 10001, currency: "IDR" },
      captureHistories: [{ status: "SUCCESS" }, { status: "SUCCESS" }],
    })
    await fixture.received(2)
    expect(readPayments(fixture).map(({ status }) => status)).toEqual(["processing", "paid"])
  })

  test("is paid with a part of it where the rest is released", async () => {
    const id = await heldPayment()
    await capture(id, true, 4000)
    await fixture.advance(5)
    const paid = (await retrievePayment(client, id)).data
    expect(paid.status).toBe("PAID")
    expect(paid.chargeDetails?.[0]?.capturedAmount).toEqual({ value: 4000, currency: "IDR" })
    expect(await fixture.balance("PAYMENT", "IDR")).toBe(40_000_000n)
  })

  test("is captured only while it is held, and with a word on the rest", async () => {
    const { data } = await createPayment(client, HELD)
    expect((await capture(data.id, true)).error?.details[0]?.field).toBe("status")
    const id = await heldPayment()
    expect((await capture(id, undefined)).error?.details[0]?.field).toBe("releaseRemainingAmount")
    expect((await capture("nobody", true)).code).toBe("resource_missing")
  })
})

describe("where nobody knows, the account's settings decide", () => {
  test("at which status PAYMENT.PROCESSING is sent", async () => {
    await fixture.configure({ settings: { payment_processing_told_at: "REQUIRE_ACTION" } })
    const { data } = await createPayment(client, CARD)
    await fixture.received(1)
    await fixture.act("pay", { id: data.id })
    await fixture.advance(5)
    await fixture.received(2)
    const events = readPayments(fixture)
    expect(events.map(({ wireEvent }) => wireEvent)).toEqual(["PAYMENT.PROCESSING", "PAYMENT.PAID"])
  })

  test("what a session is called that timed out; it is told as cancelled", async () => {
    const wishes = [
      ["payment_timeout_status", VIRTUAL_ACCOUNT, ["EXPIRED", "CANCELLED"]],
      ["payment_multiple_end_status", STATIC_ACCOUNT, ["INACTIVE", "EXPIRED", "CANCELLED"]],
    ] as const
    for (const [name, method, statuses] of wishes) {
      for (const status of statuses) {
        await fixture.configure({ settings: { [name]: status } })
        const { data } = await createPayment(client, method)
        await fixture.act("expire_payment", { id: data.id })
        expect((await retrievePayment(client, data.id)).data.status).toBe(status)
      }
    }
    await fixture.received(5)
    for (const event of readPayments(fixture)) {
      expect(event).toMatchObject({ wireEvent: "PAYMENT.CANCELLED", status: "cancelled" })
    }
  })

  test("which reason a customer's giving up has", async () => {
    await fixture.configure({ settings: { payment_customer_cancel_reason: "CHARGE_FAILED" } })
    const { data } = await createPayment(client, wallet("08111111003"))
    await fixture.advance(10)
    const session = (await retrievePayment(client, data.id)).data
    expect(session.cancellationReason).toBe("CHARGE_FAILED")
  })

  test("whether a reference may be used again", async () => {
    await createPayment(client)
    expect((await createPayment(client)).code).toBe("00")
    await fixture.configure({ settings: { payment_reference_unique: true } })
    const reply = await createPayment(client)
    expect([reply.status, reply.code]).toEqual([409, "duplicate_error"])
  })

  test("whether what was paid is in the balance at once", async () => {
    const first = await createPayment(client, VIRTUAL_ACCOUNT)
    await simulate(first.data.id, "SUCCESS")
    expect(await fixture.balance("PAYMENT", "IDR")).toBe(100_010_000n)
    await fixture.configure({ settings: { payment_credits_balance: false } })
    const second = await createPayment(client, VIRTUAL_ACCOUNT)
    await simulate(second.data.id, "SUCCESS")
    expect(await fixture.balance("PAYMENT", "IDR")).toBe(100_010_000n)
  })
})

describe("what goes wrong", () => {
  test("a wrong amount is told of money only, and the API tells the right one", async () => {
    await fixture.configure({ misbehaviour: { wrong_amount: 1 } })
    const { data } = await createPayment(client, wallet("08111111001"))
    await walletStory()
    const [processing, paid] = readPayments(fixture)
    expect(processing?.amount).toEqual(AMOUNT)
    expect(paid?.amount).toEqual({ amount: 100_020_000n, currency: "IDR" })
    expect((await retrievePayment(client, data.id)).data.amount.value).toBe(10001)
  })

  test("a doubled webhook is the same fact twice", async () => {
    await fixture.configure({ misbehaviour: { duplicate: 1 } })
    const { data } = await createPayment(client, STATIC_ACCOUNT)
    const amount = { value: 10001, currency: "IDR" }
    await simulate(data.id, "SUCCESS", amount)
    await fixture.received(2)
    await simulate(data.id, "SUCCESS", amount)
    await fixture.received(4)
    const keys = readPayments(fixture).map(({ key }) => key)
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).toBe(keys[3])
    expect(new Set(keys).size).toBe(2)
  })
})
