import { hmacValidator, type Types } from "@adyen/api-library"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { refusalOf } from "../support/adyen-client.ts"
import { readNotificationOf } from "../support/adyen-handler.ts"
import { createAdyenMerchant, itemOf, type AdyenMerchant } from "../support/adyen-payouts.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let merchant: AdyenMerchant
let company: string
const webhookIds = new Map<string, string>()

beforeAll(async () => {
  fixture = await createSandboxFixture("adyen", { products: ["standard"] })
  await fixture.addCallback("standard", { path: "/form", settings: { form: "form" } })
  await fixture.addCallback("standard", { path: "/soap", settings: { form: "soap" } })
  await fixture.addCallback("transfer", { path: "/transfer", settings: { form: "transfer" } })
  merchant = createAdyenMerchant(fixture)
  company = merchant.account.replace(/ECOM$/, "")
  const { data = [] } = await merchant.management.WebhooksMerchantLevelApi.listAllWebhooks(
    merchant.account,
  )
  for (const { id = "", communicationFormat } of data) webhookIds.set(communicationFormat, id)
})
afterAll(async () => await fixture.close())
beforeEach(async () => {
  await fixture.configure({ settings: {}, misbehaviour: {} })
  fixture.sink.requests.length = 0
  fixture.sink.answer = (_request, response) => void response.end("[accepted]")
})

const tested = (request: Types.management.TestWebhookRequest, format = "json") =>
  merchant.management.WebhooksMerchantLevelApi.testWebhook(
    merchant.account,
    webhookIds.get(format) ?? "",
    request,
  )

describe("the webhooks of the Management API", () => {
  test("are listed for the merchant account, and for its company", async () => {
    const { management, account } = merchant
    const own = await management.WebhooksMerchantLevelApi.listAllWebhooks(account)
    expect(own).toMatchObject({ itemsTotal: 3, pagesTotal: 1, accountReference: account })
    expect(own.data?.map(({ url }) => new URL(url).pathname)).toEqual(["/", "/form", "/soap"])
    expect(own.data?.[0]).toMatchObject({
      type: "standard",
      active: true,
      hasPassword: false,
      communicationFormat: "json",
    })
    const ofCompany = await management.WebhooksCompanyLevelApi.listAllWebhooks(company)
    expect(ofCompany.data?.map(({ id }) => id)).toEqual(own.data?.map(({ id }) => id))
    const id = webhookIds.get("soap") ?? ""
    const one = await management.WebhooksMerchantLevelApi.getWebhook(account, id)
    expect(one).toMatchObject({ id, communicationFormat: "soap" })
  })

  test("of somebody else are forbidden, and unknown ones are not found", async () => {
    const { WebhooksMerchantLevelApi, WebhooksCompanyLevelApi } = merchant.management
    const refusals = [
      await refusalOf(WebhooksMerchantLevelApi.listAllWebhooks("SomebodyElse")),
      await refusalOf(WebhooksCompanyLevelApi.listAllWebhooks(merchant.account)),
      await refusalOf(WebhooksMerchantLevelApi.getWebhook(merchant.account, "S2-31433949437F")),
    ]
    expect(refusals.map(({ statusCode, errorCode }) => [statusCode, errorCode])).toEqual([
      [403, "00_403"],
      [403, "00_403"],
      [404, "00_404"],
    ])
  })
})

describe("a test webhook", () => {
  test("is sent four times for a code, and says what came back at once", async () => {
    const { data } = await tested({ types: ["PAYOUT_THIRDPARTY"] })
    expect(data).toHaveLength(4)
    for (const result of data ?? []) {
      expect(result).toMatchObject({
        merchantId: merchant.account,
        output: "",
        responseCode: "200",
        status: "success",
        responseTime: expect.stringMatching(/^\d+ ms$/),
      })
    }
    const bodies = fixture.sink.requests.map(({ body }) => body)
    expect(bodies.toSorted()).toEqual(data?.map(({ requestSent }) => requestSent).toSorted())
    const items = fixture.sink.requests.map(itemOf)
    const words = items.map(({ eventCode, success, amount }) =>
      [eventCode, success, amount.currency].join(" "),
    )
    expect(words.toSorted()).toEqual([
      "PAYOUT_THIRDPARTY false EUR",
      "PAYOUT_THIRDPARTY false GBP",
      "PAYOUT_THIRDPARTY true EUR",
      "PAYOUT_THIRDPARTY true GBP",
    ])
    for (const { pspReference, merchantAccountCode } of items) {
      expect(pspReference).toMatch(/^test_PAYOUT_THIRDPARTY_\d$/)
      expect(merchantAccountCode).toBe(merchant.account)
    }
  })

  test.each(["json", "http", "soap"] as const)(
    "as %s is signed like any other, for every documented code",
    async (format) => {
      const types = [
        "AUTHORISATION",
        "CHARGEBACK_REVERSED",
        "ORDER_CLOSED",
        "ORDER_OPENED",
        "PAIDOUT_REVERSED",
        "PAYOUT_THIRDPARTY",
        "REFUNDED_REVERSED",
        "REFUND_WITH_DATA",
        "REPORT_AVAILABLE",
      ]
      const { data } = await tested({ types }, format)
      expect(data).toHaveLength(36)
      expect(fixture.sink.requests).toHaveLength(36)
      const key = fixture.secrets["hmac_key"]?.[0] ?? ""
      const codes = fixture.sink.requests.map((request) => {
        const { item, live } = readNotificationOf[format === "http" ? "form" : format](request.body)
        expect(new hmacValidator().validateHMAC(item, key)).toBe(true)
        expect(live).toBe("false")
        expect(fixture.read(request).verdict).toEqual({ outcome: "authentic" })
        return item.eventCode
      })
      expect(new Set<string>(codes)).toEqual(new Set(types))
    },
  )

  test("that is refused, or not answered, has failed, and says why", async () => {
    fixture.sink.answer = (request, response) => {
      if (request.body.includes('"EUR"')) response.writeHead(500).end("no")
      else response.destroy()
    }
    const { data = [] } = await tested({ types: ["AUTHORISATION"] })
    expect(data.every(({ status }) => status === "failed")).toBe(true)
    expect(data.map(({ responseCode }) => responseCode)).toEqual(["500", "", "500", ""])
    expect(data.every(({ output = "" }) => output.length > 0)).toBe(true)
  })

  test("of one's own has the fields that are given", async () => {
    const notification = {
      amount: { currency: "EUR", value: 1_234 },
      eventCode: "NOTIFICATIONTEST",
      eventDate: new Date("2026-03-01T10:00:00Z"),
      merchantReference: "my own",
      paymentMethod: "mc",
      reason: "a try",
      success: false,
    }
    const { data } = await tested({ types: ["CUSTOM"], notification })
    expect(data).toHaveLength(1)
    const [request] = fixture.sink.requests
    expect(request && itemOf(request)).toMatchObject({
      ...notification,
      eventDate: "2026-03-01T11:00:00+01:00",
      success: "false",
      pspReference: expect.stringMatching(/^TEST_CUSTOM_/),
    })
  })

  test("comes without types as AUTHORISATION, and for a company only to its own accounts", async () => {
    expect((await tested({})).data).toHaveLength(4)
    const { WebhooksCompanyLevelApi } = merchant.management
    const id = webhookIds.get("json") ?? ""
    const own = { types: ["AUTHORISATION"], merchantIds: [merchant.account] }
    expect((await WebhooksCompanyLevelApi.testWebhook(company, id, own)).data).toHaveLength(4)
    const other = { types: ["AUTHORISATION"], merchantIds: ["SomebodyElse"] }
    const refusal = await refusalOf(WebhooksCompanyLevelApi.testWebhook(company, id, other))
    expect(refusal.statusCode).toBe(403)
    expect(fixture.sink.requests).toHaveLength(8)
  })

  test.each([["PAYOUT_DECLINE"], ["PAYOUT_EXPIRE"], ["NONSENSE"]])(
    "of %s is not offered",
    async (type) => {
      const refusal = await refusalOf(tested({ types: ["AUTHORISATION", type] }))
      expect(refusal.statusCode).toBe(422)
      expect(refusal.apiError?.detail).toContain("PAYOUT_THIRDPARTY")
      expect(fixture.sink.requests).toEqual([])
    },
  )

  test("leaves the account free while the handler takes its time", async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    fixture.sink.answer = async (_request, response) => {
      await held
      response.end("[accepted]")
    }
    const waiting = tested({ types: ["AUTHORISATION"] })
    await expect.poll(() => fixture.sink.requests.length).toBe(4)
    await merchant.submit()
    release()
    expect((await waiting).data?.every(({ status }) => status === "success")).toBe(true)
  })

  test("tells the story that it was sent, and nothing is retried", async () => {
    fixture.sink.answer = (_request, response) => void response.writeHead(500).end()
    await tested({ types: ["AUTHORISATION"] })
    await fixture.advance(24 * 60 * 60)
    expect(await fixture.received(4)).toHaveLength(4)
    expect((await fixture.story()).at(-1)).toMatchObject({
      kind: "request",
      detail: { webhooks_tried: 4 },
    })
  })
})

test("a generated HMAC key signs from then on", async () => {
  const id = webhookIds.get("http") ?? ""
  const { WebhooksMerchantLevelApi } = merchant.management
  const { hmacKey } = await WebhooksMerchantLevelApi.generateHmacKey(merchant.account, id)
  expect(hmacKey).toMatch(/^[0-9A-F]{64}$/)
  await tested({ types: ["AUTHORISATION"] }, "http")
  for (const { body } of fixture.sink.requests) {
    const { item } = readNotificationOf.form(body)
    expect(new hmacValidator().validateHMAC(item, hmacKey)).toBe(true)
  }
})

test("plain references are as the printed answer has them", async () => {
  await fixture.configure({ settings: { test_references: "plain" } })
  await tested({ types: ["AUTHORISATION"] })
  for (const { pspReference } of fixture.sink.requests.map(itemOf)) {
    expect(pspReference).toMatch(/^[0-9A-Z]{16}$/)
  }
})
