import { createHmac } from "node:crypto"
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

const BALANCE = "/v1/payouts/balance?currency=IDR"

async function askToken(
  headers: Readonly<Record<string, string>>,
  body: unknown = { grantType: "client_credentials" },
) {
  const response = await fetch(`${fixture.baseUrl}/v1/access-token`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  })
  return { status: response.status, reply: (await response.json()) as Record<string, never> }
}

function merchant(): Record<string, string> {
  return {
    "X-MERCHANT-ID": fixture.credentials["merchant_id"] ?? "",
    "X-MERCHANT-SECRET": fixture.credentials["merchant_secret"] ?? "",
  }
}

function partsOf(token: string): Record<string, unknown>[] {
  return token
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>)
}

describe("the access token", () => {
  test("is a bearer token with the documented claims that says in text when it ends", async () => {
    const { status, reply } = await askToken(merchant())
    expect(status).toBe(200)
    const data = reply["data"] as unknown as Record<string, string>
    expect(reply).toMatchObject({ code: "00", message: "Success" })
    expect(data).toEqual({
      accessToken: expect.any(String),
      expiresIn: "900",
      tokenType: "Bearer",
    })
    const [header, claims] = partsOf(data["accessToken"] ?? "")
    const id = fixture.credentials["merchant_id"]
    expect(header).toEqual({ alg: "HS256", typ: "JWT" })
    expect(claims).toEqual({
      iss: "backend-portal",
      sub: id,
      exp: expect.any(Number),
      clientId: id,
      merchantId: id,
    })
    expect(Number(claims?.["exp"])).toBeGreaterThan(Date.now() / 1000 + 890)
  })

  test.each([
    ["another secret", { "X-MERCHANT-SECRET": "of another" }],
    ["no secret", { "X-MERCHANT-SECRET": "" }],
    ["another merchant", { "X-MERCHANT-ID": "2c1f8f0e-1c52-4c55-9f0e-0b7f8c8f7e11" }],
    ["no merchant", { "X-MERCHANT-ID": "" }],
  ])("is not given to %s", async (_who, changes) => {
    const { status, reply } = await askToken({ ...merchant(), ...changes })
    expect(status).toBe(401)
    expect(reply).toEqual({
      code: "credentials_invalid",
      message: "Access Token is Invalid",
      error: {
        type: "API_ERROR",
        details: [{ field: "", message: "Request new access token" }],
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    })
  })

  test.each([
    ["none", {}, "field_required"],
    ["another", { grantType: "password" }, "field_format_invalid"],
    ["unreadable", "{", "field_required"],
  ])("wants the grant type: %s", async (_which, body, code) => {
    const { status, reply } = await askToken(merchant(), body)
    expect([status, reply["code"]]).toEqual([400, code])
  })

  test("is good for 15 minutes of the sandbox's clock; the client then asks for a new one", async () => {
    expect((await client.call("GET", BALANCE)).code).toBe("00")
    const old = await client.token()
    await fixture.advance(14 * 60)
    expect((await client.call("GET", BALANCE)).code).toBe("00")
    expect(client.tokensAsked).toBe(1)

    await fixture.advance(61)
    const response = await fetch(fixture.baseUrl + BALANCE, {
      headers: { authorization: `Bearer ${old}` },
    })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ code: "credentials_invalid" })
    expect((await client.call("GET", BALANCE)).code).toBe("00")
    expect(client.tokensAsked).toBe(2)
  })

  test("is refused where it is missing, changed, unsigned or signed by somebody else", async () => {
    const [header = "", claims = "", signature = ""] = (await client.token()).split(".")
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url")
    const longer = Buffer.from(
      Buffer.from(claims, "base64url")
        .toString()
        .replace(/"exp":\d+/, '"exp":99999999999'),
    ).toString("base64url")
    const own = createHmac("sha256", "secret").update(`${header}.${claims}`).digest("base64url")
    const tokens = [
      undefined,
      "",
      "Bearer",
      `Basic ${Buffer.from("a:b").toString("base64")}`,
      "Bearer not-a-token",
      "Bearer a.b.c",
      `Bearer ${header}.${claims}.`,
      `Bearer ${unsigned}.${claims}.`,
      `Bearer ${header}.${longer}.${signature}`,
      `Bearer ${header}.${claims}.${own}`,
      `Bearer ${header}.${claims}.${signature}.more`,
      `Bearer ${"a".repeat(5_000)}.b.c`,
    ]
    for (const token of tokens) {
      const response = await fetch(fixture.baseUrl + BALANCE, {
        headers: token === undefined ? {} : { authorization: token },
      })
      expect([token, response.status]).toEqual([token, 401])
      expect(await response.json()).toMatchObject({ code: "credentials_invalid" })
    }
  })

  test("of one account opens no other one", async () => {
    const other = await createSandboxFixture("pivot")
    try {
      const token = await client.token()
      await other.act("top_up", { amount: "5000" })
      const response = await fetch(other.baseUrl + BALANCE, {
        headers: { authorization: `Bearer ${token}` },
      })
      // The first one's own, whose balance was not topped up.
      expect(await response.json()).toMatchObject({
        data: { availableBalance: { value: "100000000.00" } },
      })
    } finally {
      await other.close()
    }
  })
})

describe("balances", () => {
  test("are told as text with two decimals, under each path", async () => {
    const availableBalance = { currency: "IDR", value: "100000000.00" }
    expect((await client.call("GET", BALANCE)).data).toEqual({ availableBalance })
    const ofUseCase = async (name: string) =>
      (await client.call("GET", `/v1/balances?usecase=${name}`)).data
    expect(await ofUseCase("DISBURSEMENT")).toEqual({ availableBalance })
    const none = { availableBalance: { currency: "IDR", value: "0.00" } }
    expect(await ofUseCase("PAYMENT")).toEqual(none)
    expect(await ofUseCase("WALLET")).toEqual(none)
  })

  test.each([
    ["/v1/payouts/balance", "field_required", "currency"],
    ["/v1/payouts/balance?currency=USD", "field_format_invalid", "currency"],
    ["/v1/balances", "field_required", "usecase"],
    ["/v1/balances?usecase=MASTER", "field_format_invalid", "usecase"],
  ])("%s is refused", async (path, code, field) => {
    const reply = await client.call("GET", path)
    expect([reply.status, reply.code]).toEqual([400, code])
    expect(reply.error?.details[0]?.field).toBe(field)
  })
})

describe("what is no call of Pivot's", () => {
  test("an unknown path is 404, an unknown method 405", async () => {
    expect((await client.call("GET", "/v1/nothing")).status).toBe(404)
    expect((await client.call("DELETE", "/v1/payouts")).status).toBe(405)
  })

  test("an API that is down answers service_unavailable", async () => {
    await client.token()
    await fixture.configure({ misbehaviour: { api_down: 1 } })
    const reply = await client.call("GET", BALANCE)
    expect(reply.status).toBe(503)
    expect(reply).toMatchObject({
      code: "service_unavailable",
      message: "Gateway / Partner service is unavailable",
      error: {
        type: "GATEWAY_ERROR",
        details: [{ field: "", message: "Please hit periodically" }],
      },
    })
  })
})
