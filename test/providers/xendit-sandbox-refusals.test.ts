import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { Payout } from "xendit-node"

import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"
import { createXenditClient, refusalOf, type XenditClient } from "../support/xendit-client.ts"

let fixture: SandboxFixture
let client: XenditClient

beforeAll(async () => {
  fixture = await createSandboxFixture("xendit")
  client = createXenditClient(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => await fixture.configure({ settings: {}, misbehaviour: {} }))

type Changes = Readonly<Record<string, unknown>>

describe("channels and their amounts", () => {
  const notSupported = {
    error_code: "CHANNEL_CODE_NOT_SUPPORTED",
    message:
      '"channel_code" is not supported. See list of supported channel codes at the URL below',
  }
  const tooSmall = {
    error_code: "MINIMUM_TRANSFER_LIMIT_ERROR",
    message:
      '"amount" is under the minimum amount supported for the channel. See amount limitations at the URL below',
  }
  const tooLarge = {
    error_code: "MAXIMUM_TRANSFER_LIMIT_ERROR",
    message:
      '"amount" is more than the maximum amount supported for the channel. See amount limitations at the URL below',
  }
  const notMultiple = {
    error_code: "AMOUNT_INCREMENT_NOT_SUPPORTED",
    message: '"amount" needs to be a multiple of the minimum increment supported by the channel',
  }

  test.each<[what: string, changes: Changes, refusal: object]>([
    ["a code that nobody knows", { channel_code: "PH_LANDBANK" }, notSupported],
    ["a code of Pivot's", { channel_code: "BCA" }, notSupported],
    ["a channel of another currency", { channel_code: "PH_GCASH" }, notSupported],
    ["a currency without channels", { currency: "USD" }, notSupported],
    ["nothing", { amount: 0 }, tooSmall],
    ["less than BSI's 10,000", { channel_code: "ID_BSI", amount: 9_999 }, tooSmall],
    ["more than BSI takes", { channel_code: "ID_BSI", amount: 2_000_000_000_000 }, tooLarge],
    ["more than GoPay takes", { channel_code: "ID_GOPAY", amount: 20_000_001 }, tooLarge],
    ["an absurd amount", { amount: 1e300 }, tooLarge],
    ["half a rupiah", { amount: 10_000.5 }, notMultiple],
    ["half a dong", { channel_code: "VN_SANDBOX_BANK", currency: "VND", amount: 1.5 }, notMultiple],
    ["half a peso at AUB", { channel_code: "PH_AUB", currency: "PHP", amount: 1.5 }, notMultiple],
  ])("%s is refused", async (_what, changes, refusal) => {
    const { status, body } = await client.post(changes)
    expect(status).toBe(400)
    expect(body).toEqual(refusal)
  })

  test("are those of the list: every limit that it shows is kept", async () => {
    const channels = await client.payouts.getPayoutChannels({ channelCategory: ["EWALLET", "OTC"] })
    expect(channels.length).toBeGreaterThan(10)
    for (const { channelCode, currency, amountLimits, channelCategory } of channels) {
      const { minimum, maximum, minimumIncrement } = amountLimits
      const of = {
        channel_code: channelCode,
        currency,
        ...(channelCategory === "OTC" && {
          channel_properties: { recipient_given_names: "Michael" },
        }),
      }
      const code = async (amount: number) => {
        const { status, body } = await client.post({ ...of, amount })
        return status === 200 ? "made" : body["error_code"]
      }
      expect(await code(minimum)).toBe("made")
      expect(await code(maximum)).toBe("made")
      expect(await code(minimum - minimumIncrement)).toBe("MINIMUM_TRANSFER_LIMIT_ERROR")
      expect(await code(maximum + minimumIncrement)).toBe("MAXIMUM_TRANSFER_LIMIT_ERROR")
    }
  })
})

describe("who may ask", () => {
  const refused = { status: 401, code: "INVALID_API_KEY", message: "API key format is invalid" }

  test("is only the account with its key", async () => {
    const xenditURL = fixture.baseUrl
    const stranger = new Payout({ secretKey: "xnd_development_nobody", xenditURL })
    expect(await refusalOf(stranger.getPayoutById({ id: "disb-1" }))).toEqual(refused)
  })

  test.each([
    ["nothing", ""],
    ["a bearer token", "Bearer token"],
    ["no base64", "Basic %%%"],
    ["no colon", `Basic ${btoa("key")}`],
  ])("is not one with %s", async (_what, authorization) => {
    const { status, body } = await client.call("GET", "/balance", { headers: { authorization } })
    expect(status).toBe(401)
    expect(body).toEqual({ error_code: refused.code, message: refused.message })
  })

  test("is not one with the key and a password", async () => {
    const key = fixture.credentials["api_key"]
    const headers = { authorization: `Basic ${btoa(`${key}:secret`)}` }
    expect((await client.call("GET", "/balance", { headers })).status).toBe(401)
  })

  test("is a key with the permission: none, read or write", async () => {
    const { id } = await client.create()
    const codeOf = async (asked: Promise<unknown>) =>
      asked.then(
        () => "allowed",
        async () => (await refusalOf(asked)).code,
      )
    const may = async () => [
      await codeOf(client.create()),
      await codeOf(client.payouts.cancelPayout({ id })),
      await codeOf(client.payouts.getPayoutById({ id })),
      await codeOf(client.payouts.getPayoutChannels()),
      await codeOf(client.balances.getBalance()),
    ]
    const forbidden = "REQUEST_FORBIDDEN_ERROR"
    await fixture.configure({ settings: { money_out_permission: "none" } })
    expect(await may()).toEqual([forbidden, forbidden, forbidden, forbidden, "allowed"])
    await fixture.configure({ settings: { money_out_permission: "read" } })
    expect(await may()).toEqual([forbidden, forbidden, "allowed", "allowed", "allowed"])
    await fixture.configure({ settings: { money_out_permission: "write" } })
    expect(await may()).toEqual(["allowed", "allowed", "allowed", "allowed", "allowed"])
  })

  test("REQUEST_FORBIDDEN_ERROR is a 403", async () => {
    await fixture.configure({ settings: { money_out_permission: "read" } })
    expect(await refusalOf(client.create())).toEqual({
      status: 403,
      code: "REQUEST_FORBIDDEN_ERROR",
      message: "The API key is forbidden to perform this request",
    })
  })

  test("is not a sub-account that is not there", async () => {
    const forUserId = "6018306aa16ad90cb3c43ba7"
    const asked = client.payouts.getPayouts({ referenceId: "a", forUserId })
    expect(await refusalOf(asked)).toMatchObject({ code: "REQUEST_FORBIDDEN_ERROR" })
    const own = fixture.account.externalId
    await client.payouts.getPayouts({ referenceId: "a", forUserId: own })
  })
})

describe("what else is refused", () => {
  test("everything, with SERVER_ERROR, while the API is down", async () => {
    await fixture.configure({ misbehaviour: { api_down: 1 } })
    expect(await refusalOf(client.create())).toEqual({
      status: 500,
      code: "SERVER_ERROR",
      message:
        "Error connecting to our server. Retry safely using Idempotency-key header when available",
    })
  })

  test("a path or a method that is not there", async () => {
    for (const [method, path] of [
      ["GET", "/v2/payout"],
      ["DELETE", "/v2/payouts/disb-1"],
      ["GET", "/v2/payouts/disb-1/cancel"],
    ] as const) {
      const { status, body } = await client.call(method, path)
      expect(status).toBe(404)
      expect(body).toMatchObject({ error_code: "NOT_FOUND" })
    }
  })

  test("nothing breaks over what the database cannot hold", async () => {
    for (const path of ["/v2/payouts/%00", "/v3/payouts/%00", "/v2/payouts/%FF"]) {
      const { status, body } = await client.call("GET", path)
      expect([status, body["error_code"]]).toEqual([404, expect.stringContaining("NOT_FOUND")])
    }
    expect((await client.call("GET", "/v2/payouts?reference_id=%00")).status).toBe(200)
    const text = String.raw`{"reference_id":"a\u0000b","channel_code":"ID_BCA","amount":10000,
      "currency":"IDR","description":"\ud800","channel_properties":{"account_number":"\u0000",
      "account_holder_name":"A"},"metadata":{"__proto__":"x","a\u0000b":"\u0000\ud800"}}`
    const { status, body } = await client.call("POST", "/v2/payouts", {
      headers: { "idempotency-key": "hostile" },
      body: text,
    })
    expect(status).toBe(200)
    await fixture.advance(100)
    expect(await client.status(String(body["id"]))).toBe("SUCCEEDED")
    expect(await client.webhooks(String(body["id"]), 1)).toHaveLength(1)
    await expect(fixture.act("cancel", { id: "\u0000" })).rejects.toMatchObject({
      code: "sandbox_action_refused",
    })
  })

  test("nothing by a rate limit, unless one is set", async () => {
    const answer = await client.call("GET", "/balance")
    expect(answer.headers.get("rate-limit-limit")).toBeNull()
  })

  test("the call beyond the limit of a minute, per endpoint, until the window slides on", async () => {
    await fixture.configure({ settings: { rate_limit_per_minute: 3 } })
    const ask = async () => {
      const { status, headers, body } = await client.call("GET", "/balance")
      return [status, headers.get("rate-limit-remaining"), body["error_code"]]
    }
    expect([await ask(), await ask()]).toEqual([
      [200, "2", undefined],
      [200, "1", undefined],
    ])
    await fixture.advance(30)
    expect([await ask(), await ask()]).toEqual([
      [200, "0", undefined],
      [429, "0", "RATE_LIMIT_EXCEEDED"],
    ])
    const { headers } = await client.call("GET", "/balance")
    expect(headers.get("rate-limit-limit")).toBe("3")
    expect(headers.get("rate-limit-reset")).toMatch(/^(2\d|30)\.\d\d$/)
    expect((await client.call("GET", "/payouts_channels")).status).toBe(200)
    await fixture.advance(31)
    expect(await ask()).toEqual([200, "1", undefined])
  })
})

describe("the balance", () => {
  test("is told per account type and currency, that of the account where none is named", async () => {
    const { balances } = client
    const rupiah = await balances.getBalance({ accountType: "CASH", currency: "IDR" })
    expect(await balances.getBalance()).toEqual(rupiah)
    expect(await balances.getBalance({ accountType: "HOLDING" })).toEqual({ balance: 0 })
    expect(await balances.getBalance({ currency: "USD" })).toEqual({ balance: 0 })
    await fixture.configure({ settings: { currency: "PHP" } })
    expect(await balances.getBalance()).toEqual(await balances.getBalance({ currency: "PHP" }))
  })

  test("is refused for another account type, and for a time that is not now", async () => {
    const { body } = await client.call("GET", "/balance?account_type=SAVINGS")
    expect(body).toMatchObject({ error_code: "API_VALIDATION_ERROR" })
    const now = (await fixture.inWorld((world) => Promise.resolve(world.now))).getTime()
    await client.balances.getBalance({ atTimestamp: new Date(now) })
    const asked = client.balances.getBalance({ atTimestamp: new Date(now - 3_600_000) })
    expect(await refusalOf(asked)).toMatchObject({ code: "API_VALIDATION_ERROR" })
  })
})
