import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { createPivotClient, type PivotClient } from "../support/pivot-client.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let client: PivotClient

beforeEach(async () => {
  fixture = await createSandboxFixture("pivot")
  client = createPivotClient(fixture.baseUrl, fixture.credentials)
})
afterEach(async () => await fixture.close())

const CHANNEL = "d26e581e-67a0-4785-883f-9c2a1d92ee65"

interface TopUpAccount {
  readonly uuid: string
  readonly merchantId: string
  readonly paymentMethodId: string
  readonly referenceNumber: string
  readonly createdAt: string
  readonly updatedAt: string
}

function topUpAccount(id: string) {
  return client.call<TopUpAccount>("GET", `/v1/payment-channels/virtual-accounts/${id}/top-up`)
}

describe("a top-up", () => {
  test("adds to the payout balance and is told field by field as documented", async () => {
    await fixture.configure({ settings: { merchant_name: "Kopi Kita" } })
    const result = await fixture.act("top_up", { amount: "900000" })
    expect(result.said).toBe("DISBURSEMENT holds 100900000 IDR now.")
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(1_009_000_000_000n)
    const [request, ...others] = await fixture.received(1)
    expect(others).toEqual([])
    const money = (value: string) => ({ currency: "IDR", value })
    const account = await topUpAccount(CHANNEL)
    expect(JSON.parse(request?.body ?? "")).toEqual({
      event: "MERCHANT-TOP-UP.SUCCESS",
      data: {
        merchantId: fixture.credentials["merchant_id"],
        merchantName: "Kopi Kita",
        accountName: "DISBURSEMENT",
        amount: money("900000"),
        balanceBefore: money("100000000"),
        balanceAfter: money("100900000"),
        paymentMethod: { type: "VIRTUAL_ACCOUNT" },
        paymentMethodOptions: {
          virtualAccount: {
            channel: "PERMATA",
            virtualAccountNumber: account.data.referenceNumber,
            virtualAccountName: "Kopi Kita",
          },
        },
        transactionTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      },
    })
  })

  test("is authentic to the hub, and nothing that it books", async () => {
    await fixture.act("top_up", { amount: "1" })
    const [request] = await fixture.received(1)
    if (request === undefined) throw new Error("nothing came")
    expect(fixture.read(request)).toEqual({
      verdict: { outcome: "authentic" },
      decoded: { outcome: "ignored", wireEvent: "MERCHANT-TOP-UP.SUCCESS" },
    })
  })

  test("goes to any other balance that is named", async () => {
    for (const account of ["PAYMENT", "WALLET", "MASTER"]) {
      const before = await fixture.balance(account, "IDR")
      await fixture.act("top_up", { amount: "25", account })
      expect((await fixture.balance(account, "IDR")) - before).toBe(250_000n)
    }
    await fixture.received(3)
    const told = fixture.sink.requests.map(({ body }) => JSON.parse(body).data.accountName)
    expect(new Set(told)).toEqual(new Set(["MASTER", "PAYMENT", "WALLET"]))
  })

  test("is refused without a proper amount and balance, and moves nothing", async () => {
    const wrong = [
      {},
      { amount: "0" },
      { amount: "1.5" },
      { amount: 5 },
      { amount: "1", account: "X" },
    ]
    for (const args of wrong) {
      await expect(fixture.act("top_up", args)).rejects.toMatchObject({ code: "request_invalid" })
    }
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(1_000_000_000_000n)
  })

  test("comes by the bank that the settings say", async () => {
    await fixture.configure({ settings: { top_up_channel: "MANDIRI" } })
    await fixture.act("top_up", { amount: "1" })
    const [request] = await fixture.received(1)
    expect(request?.body).toContain('"channel":"MANDIRI"')
  })
})

describe("the virtual account for top-ups", () => {
  test("has the documented fields and stays the same", async () => {
    const { data } = await topUpAccount(CHANNEL)
    const seconds = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(data).toEqual({
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      merchantId: fixture.credentials["merchant_id"],
      paymentMethodId: CHANNEL,
      referenceNumber: expect.stringMatching(/^7664\d{12}$/),
      createdAt: seconds,
      updatedAt: seconds,
    })
    await fixture.advance(60)
    expect((await topUpAccount(CHANNEL)).data).toEqual(data)
  })

  test("of no possible channel is a 404", async () => {
    for (const id of ["1", "%00", "a".repeat(500)]) {
      const reply = await topUpAccount(id)
      expect([reply.status, reply.code]).toEqual([404, "resource_missing"])
    }
  })
})
