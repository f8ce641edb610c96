import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { PaidoutError } from "../../src/errors.ts"
import { PAYMENT, paymentOf } from "../../src/sandbox/pivot/payment-state.ts"
import { stepPayment } from "../../src/sandbox/pivot/step-payment.ts"
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

async function made(args: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return (await fixture.act("create_payment", args)).thing?.name ?? ""
}

async function refusal(name: string, args: Readonly<Record<string, unknown>>) {
  try {
    await fixture.act(name, args)
  } catch (error) {
    if (error instanceof PaidoutError) return [error.code, error.message] as const
    throw error
  }
  throw new Error(`${name} was not refused`)
}

async function statusOf(id: string): Promise<string> {
  return (await retrievePayment(client, id)).data.status
}

describe("a person at the sandbox", () => {
  test("makes a payment and plays its customer: processing, then paid", async () => {
    const result = await fixture.act("create_payment")
    expect(result).toMatchObject({
      thing: { kind: "payment" },
      detail: { reference: "payment-1", status: "REQUIRE_ACTION" },
    })
    const id = result.thing?.name ?? ""
    expect(await fixture.act("pay", { id })).toMatchObject({ detail: { id, status: "PROCESSING" } })
    await fixture.received(1)
    await fixture.advance(3)
    await fixture.received(2)
    const [processing, paid] = readPayments(fixture)
    expect(processing).toMatchObject({ wireEvent: "PAYMENT.PROCESSING", reference: "payment-1" })
    expect(paid).toMatchObject({
      wireEvent: "PAYMENT.PAID",
      amount: { amount: 500_000_000n, currency: "IDR" },
    })
  })

  test("makes one of its own amount, reference and method", async () => {
    const id = await made({ amount: "12500", reference: "ORDER-9", method: "QR" })
    const { data } = await retrievePayment(client, id)
    expect(data).toMatchObject({
      clientReferenceId: "ORDER-9",
      amount: { value: 12500, currency: "IDR" },
      paymentMethod: { type: "QR" },
    })
    await fixture.act("pay", { id })
    expect(await statusOf(id)).toBe("PAID")
  })

  test("has a static account paid again and again, one charge each time", async () => {
    const id = await made({ type: "MULTIPLE" })
    for (const count of [1, 2]) {
      expect((await fixture.act("pay", { id })).detail).toMatchObject({ status: "ACTIVE" })
      await fixture.received(count)
    }
    const events = readPayments(fixture)
    expect(events.map(({ wireEvent }) => wireEvent)).toEqual(["CHARGE.SUCCESS", "CHARGE.SUCCESS"])
    expect(new Set(events.map(({ paidCharge }) => paidCharge)).size).toBe(2)
  })

  test("plays the customer of the payment page, who chooses a method and pays", async () => {
    const { data } = await createPayment(client, { autoConfirm: false })
    await fixture.act("pay", { id: data.id })
    const session = (await retrievePayment(client, data.id)).data
    expect([session.status, session.paymentMethod?.type]).toEqual(["PAID", "VIRTUAL_ACCOUNT"])
  })

  test("lets a charge fail with a documented code: the session is cancelled, CHARGE_FAILED", async () => {
    const failures = ["DECLINED_BY_CHANNEL", "INSUFFICIENT_FUND", "BLOCKED_BY_FDS"]
    for (const failure of failures) {
      const id = await made({ method: "CARD" })
      await fixture.act("pay", { id, failure })
      await fixture.advance(3)
      const { data } = await retrievePayment(client, id)
      expect(data.status).toBe("CANCELLED")
      expect(data.chargeDetails?.[0]?.failureCode).toBe(failure)
    }
    await fixture.received(6)
    const ends = readPayments(fixture).filter(({ status }) => status === "cancelled")
    expect(ends).toHaveLength(3)
    for (const end of ends) {
      expect(end).toMatchObject({
        wireEvent: "PAYMENT.CANCELLED",
        cancellationReason: "CHARGE_FAILED",
        charges: [{ status: "FAILED" }],
      })
    }
  })

  test("lets a session time out, and cancels one as merchant or as customer", async () => {
    const expiring = await made()
    await fixture.act("expire_payment", { id: expiring })
    expect(await statusOf(expiring)).toBe("EXPIRED")
    const waiting = (await createPayment(client, { autoConfirm: false })).data.id
    await fixture.act("cancel_payment", { id: waiting })
    expect(await statusOf(waiting)).toBe("CANCELLED")
    const charged = await made()
    await fixture.act("cancel_payment", { id: charged, by: "customer" })
    expect(await statusOf(charged)).toBe("CANCELLED")
    await fixture.received(3)
    const told = readPayments(fixture).map(({ wireEvent }) => wireEvent)
    expect(told).toEqual(Array(3).fill("PAYMENT.CANCELLED"))
  })

  test("is refused what a session does not allow, and told what to do", async () => {
    const refused = "sandbox_action_refused"
    const paid = await made({ method: "QR" })
    await fixture.act("pay", { id: paid })
    for (const name of ["pay", "expire_payment", "cancel_payment"]) {
      expect(await refusal(name, { id: paid })).toEqual([
        refused,
        "The session is PAID, which is final. Make a new one.",
      ])
    }
    const charged = await made()
    expect(await refusal("cancel_payment", { id: charged })).toEqual([
      refused,
      'A session in status REQUIRE_ACTION cannot be cancelled. Cancel it by "customer".',
    ])
    expect(await refusal("pay", { id: charged, amount: "1" })).toEqual([
      refused,
      "The session takes 50000 IDR and no other amount.",
    ])
    const unconfirmed = await createPayment(client, { ...STATIC_ACCOUNT, autoConfirm: false })
    expect((await refusal("pay", { id: unconfirmed.data.id }))[0]).toBe(refused)
    expect((await refusal("pay", { id: "nobody" }))[0]).toBe("not_found")
    expect((await refusal("create_payment", { type: "MULTIPLE", method: "CARD" }))[0]).toBe(refused)
    expect((await refusal("create_payment", { amount: "1.5" }))[0]).toBe("request_invalid")
    expect((await refusal("pay", { id: charged, failure: "BAD_LUCK" }))[0]).toBe("request_invalid")
  })

  test("chooses the amount of an open static account", async () => {
    const open = await createPayment(client, { ...STATIC_ACCOUNT, amount: { currency: "IDR" } })
    expect(await refusal("pay", { id: open.data.id })).toEqual([
      "sandbox_action_refused",
      "The customer chooses the amount: give one.",
    ])
    await fixture.act("pay", { id: open.data.id, amount: "777" })
    const { data } = await retrievePayment(client, open.data.id)
    expect(data.chargeDetails?.at(-1)?.amount.value).toBe(777)
  })
})

describe("whatever is done in whatever order", () => {
  test("a step that comes late changes nothing and tells nothing", async () => {
    const id = await made({ method: "QR" })
    await fixture.act("pay", { id })
    await fixture.received(1)
    // Past the session's expiry, when a step that was planned before might still come.
    await fixture.advance(60 * 60)
    await fixture.inWorld(async (world) => {
      for (let count = 0; count < 2; count += 1) {
        const thing = await world.find(PAYMENT, id)
        if (thing !== null) await stepPayment(thing, world)
      }
      const thing = await world.find(PAYMENT, id)
      expect(thing && paymentOf(thing).status).toBe("PAID")
      expect(thing?.nextStepAt).toBeNull()
    })
    await fixture.advance(24 * 60 * 60)
    expect(await fixture.received(1)).toHaveLength(1)
  })

  test("every webhook is understood, a session ends once, and the last word is the API's", async () => {
    const ids: string[] = []
    for (const method of ["EWALLET", "CARD", "QR", "VIRTUAL_ACCOUNT"]) {
      ids.push(await made({ method }))
      ids.push((await createPayment(client, { autoConfirm: false })).data.id)
    }
    const moves = ["pay", "expire_payment", "cancel_payment", "pay", "pay"]
    for (const [round, seconds] of [1, 3, 2, 900].entries()) {
      for (const [index, id] of ids.entries()) {
        const name = moves[(index + round * 3) % moves.length] ?? ""
        await fixture.act(name, { id }).catch((error: unknown) => {
          if (!(error instanceof PaidoutError)) throw error
        })
      }
      await fixture.advance(seconds)
    }
    const story = await fixture.story()
    await fixture.received(story.filter(({ kind }) => kind === "webhook").length)
    const events = readPayments(fixture)
    const ends = { PAID: "paid", CANCELLED: "cancelled", EXPIRED: "cancelled" }
    for (const id of ids) {
      const status = (await statusOf(id)) as keyof typeof ends
      const finals = events.filter(
        (event) => event.providerId === id && event.status !== "processing",
      )
      expect(finals.map((event) => event.status)).toEqual([ends[status]])
    }
  })
})
