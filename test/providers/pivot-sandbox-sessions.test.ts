import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { createPivotClient, newRequestId, type PivotClient } from "../support/pivot-client.ts"
import {
  createPayment,
  paymentRequest,
  retrievePayment,
  STATIC_ACCOUNT,
  type PivotCharge,
  type PivotSession,
} from "../support/pivot-payments.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let client: PivotClient

beforeEach(async () => {
  fixture = await createSandboxFixture("pivot")
  client = createPivotClient(fixture.baseUrl, fixture.credentials)
})
afterEach(async () => await fixture.close())

const VIRTUAL_ACCOUNT = { paymentMethod: { type: "VIRTUAL_ACCOUNT" } }
const NOBODY = "00000000-0000-4000-8000-000000000000"

function confirm(id: string, body?: object) {
  return client.call<PivotSession>("POST", `/v2/payments/${id}/confirm`, { body })
}

function cancel(id: string, body: unknown) {
  return client.call<PivotSession>("POST", `/v2/payments/${id}/cancel`, { body })
}

function simulate(body: unknown) {
  return client.call("POST", "/v2/payments/simulations", { body })
}

describe("a payment session", () => {
  test("has the fields of the printed callback, amounts as numbers, times in three precisions", async () => {
    const { data } = await createPayment(client, VIRTUAL_ACCOUNT)
    await simulate({ paymentSessionId: data.id, chargeStatus: "SUCCESS" })
    const [request] = await fixture.received(1)
    const { event, data: told } = JSON.parse(request?.body ?? "") as {
      event: string
      data: PivotSession
    }
    expect(event).toBe("PAYMENT.PAID")
    const seconds = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    const microseconds = expect.stringMatching(/T\d\d:\d\d:\d\d\.\d{6}Z$/)
    const nanoseconds = expect.stringMatching(/T\d\d:\d\d:\d\d\.\d{9}Z$/)
    const amount = { value: 10001, currency: "IDR" }
    const asked = paymentRequest() as Record<string, unknown>
    expect(told).toEqual({
      id: data.id,
      clientReferenceId: "ORDER-1",
      amount,
      autoConfirm: true,
      mode: "REDIRECT",
      redirectUrl: asked["redirectUrl"],
      paymentType: "SINGLE",
      paymentMethod: { type: "VIRTUAL_ACCOUNT" },
      statementDescriptor: "Kopi Kita",
      saveForFutureUse: false,
      showSavedPayment: false,
      status: "PAID",
      investigationStatus: null,
      createdAt: seconds,
      updatedAt: nanoseconds,
      expiryAt: seconds,
      paymentUrl: expect.stringMatching(/^https:\/\/[^/]+\.invalid\/detail\?token=/),
      chargeDetails: [
        {
          id: expect.any(String),
          paymentSessionId: data.id,
          paymentSessionClientReferenceId: "ORDER-1",
          amount,
          statementDescriptor: "Kopi Kita",
          status: "SUCCESS",
          authorizedAmount: amount,
          capturedAmount: amount,
          isCaptured: true,
          createdAt: microseconds,
          updatedAt: microseconds,
          paidAt: seconds,
          virtualAccount: {
            channel: "PERMATA",
            virtualAccountNumber: expect.stringMatching(/^7664\d{12}$/),
            virtualAccountName: "",
            expiryAt: seconds,
          },
          captureHistories: null,
        },
      ],
      customer: asked["customer"],
      metadata: { invoiceNo: "INV-1" },
      bypassStatusPage: false,
    })
    expect((await retrievePayment(client, data.id)).data).toEqual(told)
  })

  test("shows what the merchant sent digit by digit, and nothing of a card", async () => {
    const body = JSON.stringify(
      paymentRequest({
        paymentMethod: { type: "CARD", card: { number: "4440000112200001", cvc: "999" } },
      }),
    ).replace('"INV-1"', '"INV-1","big":12345678901234567890.10')
    const created = await client.call<PivotSession>("POST", "/v2/payments", {
      body,
      headers: { "X-REQUEST-ID": newRequestId() },
    })
    await fixture.act("expire_payment", { id: created.data.id })
    const [request] = await fixture.received(1)
    expect(request?.body).toContain('"big":12345678901234567890.10')
    expect(request?.body).not.toContain("4440000112200001")
    expect(request?.body).not.toContain("999")
  })

  test("expires 15 minutes after it was made, or when the merchant says", async () => {
    const { data } = await createPayment(client)
    expect(Date.parse(data.expiryAt ?? "") - Date.parse(data.createdAt)).toBe(15 * 60_000)
    const expiryAt = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d{3}/, "")
    const later = await createPayment(client, { expiryAt })
    expect(later.data.expiryAt).toBe(expiryAt)
  })

  test("of a closed static account expires after 30 days, of an open one never", async () => {
    const { data } = await createPayment(client, STATIC_ACCOUNT)
    expect(Date.parse(data.expiryAt ?? "") - Date.parse(data.createdAt)).toBe(30 * 86_400_000)
    const open = await createPayment(client, { ...STATIC_ACCOUNT, amount: { currency: "IDR" } })
    expect([open.data.expiryAt, open.data.amount.value]).toEqual([null, 0])
  })

  test("walks the documented states before it is charged", async () => {
    const { data: made } = await createPayment(client, { autoConfirm: false })
    expect([made.status, made.chargeDetails]).toEqual(["REQUIRE_PAYMENT_METHOD", null])
    expect((await confirm(made.id)).error?.details[0]?.field).toBe("paymentMethod")
    const { data: chosen } = await createPayment(client, { ...VIRTUAL_ACCOUNT, autoConfirm: false })
    expect([chosen.status, chosen.chargeDetails]).toEqual(["REQUIRE_CONFIRMATION", null])
    for (const [id, body] of [
      [made.id, VIRTUAL_ACCOUNT],
      [chosen.id, undefined],
    ] as const) {
      const { data } = await confirm(id, body)
      expect([data.status, data.chargeDetails?.map(({ status }) => status)]).toEqual([
        "REQUIRE_ACTION",
        ["WAITING_FOR_USER_ACTION"],
      ])
      expect((await confirm(id, body)).error?.details[0]?.field).toBe("status")
    }
    const unsaid = { autoConfirm: undefined }
    const single = await createPayment(client, { ...VIRTUAL_ACCOUNT, ...unsaid })
    const multiple = await createPayment(client, { ...STATIC_ACCOUNT, ...unsaid })
    expect([single.data.status, multiple.data.status]).toEqual(["REQUIRE_CONFIRMATION", "ACTIVE"])
    const unconfirmed = await createPayment(client, { ...STATIC_ACCOUNT, autoConfirm: false })
    expect(unconfirmed.data.status).toBe("REQUIRE_CONFIRMATION")
    const card = await confirm(unconfirmed.data.id, { paymentMethod: { type: "CARD" } })
    expect(card.error?.details[0]?.field).toBe("paymentMethod")
    expect((await confirm(unconfirmed.data.id)).data.status).toBe("ACTIVE")
  })

  test("that does not exist is a 404 of the documented code, whatever its name", async () => {
    for (const id of [NOBODY, "nobody", "%00", "%27%20or%201", "a".repeat(300)]) {
      for (const [method, path, body] of [
        ["GET", "", undefined],
        ["POST", "/confirm", {}],
        ["POST", "/cancel", { cancellationReason: "DUPLICATED" }],
        ["POST", "/capture", { releaseRemainingAmount: true }],
      ] as const) {
        const reply = await client.call(method, `/v2/payments/${id}${path}`, { body })
        expect([id, path, reply.status, reply.code]).toEqual([id, path, 404, "resource_missing"])
        expect(reply.error?.type).toBe("GATEWAY_ERROR")
      }
    }
  })
})

describe("the create call", () => {
  test("with the same X-REQUEST-ID and body gives the same session, made once", async () => {
    const id = newRequestId()
    const [first, second] = await Promise.all([
      createPayment(client, {}, id),
      createPayment(client, {}, id),
    ])
    expect(second.data).toEqual(first.data)
    const other = await createPayment(client, { clientReferenceId: "ORDER-2" }, id)
    expect([other.status, other.code]).toEqual([409, "idempotency_error"])
    const { total } = await fixture.inWorld((world) => world.list({ kind: "payment" }))
    expect(total).toBe(1)
  })

  test("wants an X-REQUEST-ID of 16 to 36 letters and digits", async () => {
    for (const requestId of ["", "short", "with-dashes-0123456789", "a".repeat(37)]) {
      const reply = await createPayment(client, {}, requestId)
      const field = reply.error?.details[0]?.field
      expect([requestId, reply.status, field]).toEqual([requestId, 400, "X-REQUEST-ID"])
    }
  })

  test("is refused with the field that is wrong, and makes nothing", async () => {
    for (const [field, changes] of WRONG_REQUESTS) {
      const reply = await createPayment(client, changes)
      const fields = reply.error?.details.map((detail) => detail.field)
      expect([changes, reply.status, fields]).toEqual([changes, 400, [field]])
      expect(reply).toMatchObject({
        code: "api_validation_error",
        message: "The request was invalid, or an error occurred in downstream provider",
        error: { type: "API_ERROR" },
      })
    }
    for (const body of ["", "{", "[]", '{"amount":1,"amount":2}']) {
      const headers = { "X-REQUEST-ID": newRequestId() }
      const reply = await client.call("POST", "/v2/payments", { body, headers })
      expect([body, reply.status, reply.code]).toEqual([body, 400, "api_validation_error"])
    }
    const { total } = await fixture.inWorld((world) => world.list({ kind: "payment" }))
    expect(total).toBe(0)
  })
})

const WRONG_REQUESTS: readonly (readonly [field: string, changes: object])[] = [
  ["clientReferenceId", { clientReferenceId: undefined }],
  ["clientReferenceId", { clientReferenceId: "a\u0000b" }],
  ["clientReferenceId", { clientReferenceId: "a".repeat(256) }],
  ["amount", { amount: undefined }],
  ["amount", { amount: 10001 }],
  ["amount.value", { amount: { value: "10001", currency: "IDR" } }],
  ["amount.value", { amount: { value: 0, currency: "IDR" } }],
  ["amount.value", { amount: { value: -1, currency: "IDR" } }],
  ["amount.value", { amount: { value: 10.5, currency: "IDR" } }],
  ["amount.value", { amount: { value: 1e16, currency: "IDR" } }],
  ["amount.value", { amount: { currency: "IDR" } }],
  ["amount.currency", { amount: { value: 1, currency: "rupiah" } }],
  ["paymentType", { paymentType: "TWICE" }],
  ["mode", { mode: "FAX" }],
  ["paymentMethod.type", { paymentMethod: { type: "CASH" } }],
  ["paymentMethod.type", { paymentMethod: "CARD" }],
  ["paymentMethod", { paymentType: "MULTIPLE", mode: "API" }],
  ["paymentMethod", { ...STATIC_ACCOUNT, paymentMethod: { type: "CARD" } }],
  ["mode", { ...STATIC_ACCOUNT, mode: "REDIRECT" }],
  ["autoConfirm", { autoConfirm: "yes" }],
  ["redirectUrl", { redirectUrl: "https://kopi.example" }],
  ["customer", { customer: ["Sari"] }],
  ["metadata", { metadata: "INV-1" }],
  ["expiryAt", { expiryAt: "tomorrow" }],
  ["expiryAt", { expiryAt: "2020-01-01T00:00:00Z" }],
  ["statementDescriptor", { statementDescriptor: 7 }],
]

describe("the cancel call", () => {
  test("takes the three documented reasons, once, from the two documented states", async () => {
    for (const cancellationReason of ["REQUESTED_BY_CUSTOMER", "DUPLICATED", "VOID_SESSION"]) {
      for (const changes of [{ autoConfirm: false }, { ...VIRTUAL_ACCOUNT, autoConfirm: false }]) {
        const { data } = await createPayment(client, changes)
        const reply = await cancel(data.id, { cancellationReason })
        expect(reply.data).toMatchObject({
          id: data.id,
          status: "CANCELLED",
          cancellationReason,
          cancelledAt: expect.any(String),
          // As printed: a cancelled session expires when it was cancelled.
          expiryAt: `${reply.data.cancelledAt?.slice(0, 19)}Z`,
        })
        const again = await cancel(data.id, { cancellationReason })
        expect([again.status, again.error?.details[0]?.field]).toEqual([400, "status"])
      }
    }
  })

  test("takes no other reason", async () => {
    const { data } = await createPayment(client, { autoConfirm: false })
    const others = [{}, { cancellationReason: "CHARGE_FAILED" }, { cancellationReason: 1 }, "{"]
    for (const body of others) {
      const reply = await cancel(data.id, body)
      const field = reply.error?.details[0]?.field
      expect([body, reply.status, field]).toEqual([body, 400, "cancellationReason"])
    }
    expect((await retrievePayment(client, data.id)).data.status).toBe("REQUIRE_PAYMENT_METHOD")
  })

  test("comes too late once the customer can pay, and tells nothing", async () => {
    for (const [status, changes] of [
      ["REQUIRE_ACTION", VIRTUAL_ACCOUNT],
      ["ACTIVE", STATIC_ACCOUNT],
    ] as const) {
      const { data } = await createPayment(client, changes)
      const reply = await cancel(data.id, { cancellationReason: "DUPLICATED" })
      expect([reply.status, reply.error?.details[0]?.field]).toEqual([400, "status"])
      expect((await retrievePayment(client, data.id)).data.status).toBe(status)
    }
    expect((await fixture.story()).filter(({ kind }) => kind === "webhook")).toEqual([])
  })
})

describe("the simulation call", () => {
  test("pays a single session once, however many ask at the same moment", async () => {
    const { data } = await createPayment(client, VIRTUAL_ACCOUNT)
    const body = { paymentSessionId: data.id, chargeStatus: "SUCCESS" }
    const replies = await Promise.all(Array.from({ length: 5 }, () => simulate(body)))
    expect(replies.filter(({ code }) => code === "00")).toHaveLength(1)
    await fixture.received(1)
    expect(fixture.sink.requests).toHaveLength(1)
    expect(await fixture.balance("PAYMENT", "IDR")).toBe(100_010_000n)
  })

  test("lets the charge expire, and the session with it; what was paid stays paid", async () => {
    const amount = { value: 10001, currency: "IDR" }
    const single = await createPayment(client, VIRTUAL_ACCOUNT)
    const multiple = await createPayment(client, STATIC_ACCOUNT)
    await simulate({ paymentSessionId: multiple.data.id, chargeStatus: "SUCCESS", amount })
    for (const [id, status, charges] of [
      [single.data.id, "EXPIRED", ["EXPIRED"]],
      [multiple.data.id, "INACTIVE", ["EXPIRED", "SUCCESS"]],
    ] as const) {
      await simulate({ paymentSessionId: id, chargeStatus: "EXPIRED" })
      const session = (await retrievePayment(client, id)).data
      expect(session.status).toBe(status)
      expect(session.chargeDetails?.map((charge) => charge.status)).toEqual(charges)
    }
  })

  test("takes any amount for an open static account, none but its own for any other", async () => {
    const open = await createPayment(client, { ...STATIC_ACCOUNT, amount: { currency: "IDR" } })
    const closed = await createPayment(client, STATIC_ACCOUNT)
    const pay = (id: string, amount?: object) =>
      simulate({ paymentSessionId: id, chargeStatus: "SUCCESS", ...(amount && { amount }) })
    const amount = { value: 7, currency: "IDR" }
    expect((await pay(open.data.id)).error?.details[0]?.field).toBe("amount")
    expect((await pay(open.data.id, amount)).code).toBe("00")
    expect((await pay(closed.data.id, amount)).error?.details[0]?.field).toBe("amount")
    expect((await pay(closed.data.id, { value: 10001, currency: "USD" })).status).toBe(400)
    expect((await pay(closed.data.id, { value: 10001, currency: "IDR" })).code).toBe("00")
  })

  test("is refused without a session or a proper status", async () => {
    for (const [field, body] of [
      ["paymentSessionId", {}],
      ["chargeStatus", { paymentSessionId: NOBODY }],
      ["chargeStatus", { paymentSessionId: NOBODY, chargeStatus: "PAID" }],
    ] as const) {
      const reply = await simulate(body)
      expect([reply.status, reply.error?.details[0]?.field]).toEqual([400, field])
    }
  })

  test("is for transfers, QR codes and e-wallets under way only", async () => {
    const unknown = await simulate({ paymentSessionId: NOBODY, chargeStatus: "SUCCESS" })
    expect([unknown.status, unknown.code]).toEqual([404, "resource_missing"])
    for (const changes of [{ paymentMethod: { type: "CARD" } }, { autoConfirm: false }]) {
      const { data } = await createPayment(client, changes)
      const reply = await simulate({ paymentSessionId: data.id, chargeStatus: "SUCCESS" })
      expect([reply.status, reply.error?.details[0]?.field]).toEqual([400, "paymentSessionId"])
    }
    for (const type of ["QR", "EWALLET"]) {
      const { data } = await createPayment(client, { paymentMethod: { type } })
      const reply = await simulate({ paymentSessionId: data.id, chargeStatus: "SUCCESS" })
      expect(reply.data).toEqual({ updated: "true" })
    }
  })
})

describe("the charges of a reference", () => {
  test("are those of all its sessions, oldest first", async () => {
    const charges = (reference: string) =>
      client.call<readonly PivotCharge[]>(
        "GET",
        `/v2/charges?clientReferenceId=${encodeURIComponent(reference)}`,
      )
    const first = await createPayment(client, VIRTUAL_ACCOUNT)
    const second = await createPayment(client, STATIC_ACCOUNT)
    await createPayment(client, { ...VIRTUAL_ACCOUNT, clientReferenceId: "ORDER-2" })
    await simulate({
      paymentSessionId: second.data.id,
      chargeStatus: "SUCCESS",
      amount: { value: 10001, currency: "IDR" },
    })
    const { data } = await charges("ORDER-1")
    expect(data.map((charge) => [charge.paymentSessionId, charge.status])).toEqual([
      [first.data.id, "WAITING_FOR_USER_ACTION"],
      [second.data.id, "WAITING_FOR_USER_ACTION"],
      [second.data.id, "SUCCESS"],
    ])
    expect((await charges("nothing")).data).toEqual([])
    for (const reference of ["", "\u0000"]) {
      expect((await charges(reference)).code).toBe("api_validation_error")
    }
  })
})
