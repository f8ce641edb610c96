import { createHmac } from "node:crypto"
import { describe, expect, test } from "vitest"
import {
  basicAuthorization,
  basicCredential,
  everyKind,
  verifyBasic,
  verifyHeaderSecret,
} from "./credentials.ts"
import type { CredentialMatcher, WebhookHeaders } from "./provider.ts"
import { redactHeaders } from "./redact-headers.ts"

const HEADER = "x-api-key"

function header(values: readonly string[], live: readonly string[] = ["new", "old"]) {
  return verifyHeaderSecret({ [HEADER]: values }, HEADER, { live })
}

function basic(authorization: string, secrets = { basic_username: ["u"], basic_password: ["p"] }) {
  return verifyBasic(request({ authorization: [authorization] }), secrets)
}

function request(headers: WebhookHeaders) {
  return { headers, body: new Uint8Array() }
}

function base64(text: string) {
  return Buffer.from(text).toString("base64")
}

describe("a secret in a header", () => {
  test("passes with any live secret", () => {
    expect(header(["new"])).toEqual({ outcome: "authentic" })
    expect(header(["old"])).toEqual({ outcome: "authentic" })
  })

  test.each([
    ["missing", [], "credential_missing"],
    ["empty", [""], "credential_missing"],
    ["repeated, even if right twice", ["new", "new"], "credential_repeated"],
    ["wrong", ["newer"], "credential_mismatch"],
    ["oversized", ["n".repeat(4097)], "credential_mismatch"],
  ])("is refused when %s", (_name, values, reason) => {
    expect(header(values)).toMatchObject({ outcome: "refused", reason })
  })

  test("says nothing when the source has no such secret", () => {
    expect(header(["new"], [])).toBeNull()
    expect(header([""], [""])).toBeNull()
  })

  test("is not found on the headers' prototype", () => {
    expect(verifyHeaderSecret({}, "constructor", { live: ["x"] })).toMatchObject({
      reason: "credential_missing",
    })
  })

  test("a refusal never contains a secret", () => {
    expect(JSON.stringify(header(["presented-value"], ["expected-value"]))).not.toMatch(
      /presented-value|expected-value/,
    )
  })
})

describe("HTTP Basic", () => {
  test("passes in any case of the scheme, with UTF-8 and colons in the password", () => {
    expect(basic(`bAsIc ${base64("u:p")}`)).toEqual({ outcome: "authentic" })
    expect(
      basic(`Basic ${base64("ü:p:ä")}`, { basic_username: ["ü"], basic_password: ["p:ä"] }),
    ).toEqual({ outcome: "authentic" })
  })

  test("passes with the second live password", () => {
    expect(
      basic(`Basic ${base64("u:2")}`, { basic_username: ["u"], basic_password: ["1", "2"] }),
    ).toEqual({ outcome: "authentic" })
  })

  test.each([
    ["another scheme", "Bearer abc"],
    ["no token", "Basic"],
    ["no base64", "Basic !!!"],
    ["no colon", `Basic ${base64("up")}`],
    ["invalid UTF-8", `Basic ${Buffer.from([0xc3, 0x28, 0x3a]).toString("base64")}`],
    ["a wrong password", `Basic ${base64("u:q")}`],
    ["a shifted colon", `Basic ${base64("u::p")}`],
    ["a stored hash, against real secrets", `Basic hmac:${"0".repeat(64)}`],
  ])("refuses %s", (_name, authorization) => {
    expect(basic(authorization)).toMatchObject({
      outcome: "refused",
      reason: "credential_mismatch",
    })
  })

  test("half a configuration is refused, none says nothing", () => {
    expect(verifyBasic(request({}), { basic_username: ["u"] })).toMatchObject({
      reason: "secret_not_configured",
    })
    expect(verifyBasic(request({}), {})).toBeNull()
  })

  test("accepts the header it makes", () => {
    const secrets = { basic_username: ["u"], basic_password: ["p:ä"] }
    expect(basic(basicAuthorization(secrets) ?? "", secrets)).toEqual({ outcome: "authentic" })
  })
})

test("every configured kind must pass", () => {
  const authentic = { outcome: "authentic" } as const
  const refusal = { outcome: "refused", reason: "credential_missing", hint: "" } as const
  expect(everyKind([authentic, null])).toEqual(authentic)
  expect(everyKind([authentic, refusal])).toEqual(refusal)
  expect(everyKind([null, null])).toMatchObject({ reason: "secret_not_configured" })
})

describe("stored headers", () => {
  const hash = (credential: string) =>
    `hmac:${createHmac("sha256", "storage key").update(credential).digest("hex")}`
  const matches: CredentialMatcher = (presented, expected) => presented === hash(expected)
  const redact = (headers: WebhookHeaders) => redactHeaders(headers, { "x-own": "own" }, hash)

  test("hold no credential and keep the rest", () => {
    const headers = {
      "x-api-key": ["live-1"],
      "x-own": ["live-2"],
      "x-my-api-key": ["live-3"],
      authorization: [`Basic ${base64("live:4")}`],
      "proxy-authorization": ["Bearer live-5"],
      cookie: ["session=live-6"],
      "content-type": ["application/json"],
    }
    const redacted = redact(headers)
    expect(JSON.stringify(redacted)).not.toMatch(/live|bGl2/)
    expect(redacted["content-type"]).toEqual(["application/json"])
    expect(redacted["authorization"]).toEqual([`Basic ${hash("live:4")}`])
    expect(redacted["proxy-authorization"]).toEqual([`Bearer ${hash("live-5")}`])
  })

  test("verify again with the matcher of release, and only with it", () => {
    const secrets = { basic_username: ["u"], basic_password: ["p"] }
    const stored = redact({ "x-api-key": ["k"], authorization: [`basic ${base64("u:p")}`] })
    expect(verifyBasic(request(stored), secrets, matches)).toEqual({ outcome: "authentic" })
    expect(verifyBasic(request(stored), secrets)).toMatchObject({ outcome: "refused" })
    expect(verifyHeaderSecret(stored, HEADER, { live: ["k"], matches })).toEqual({
      outcome: "authentic",
    })
    expect(verifyHeaderSecret(stored, HEADER, { live: ["j"], matches })).toMatchObject({
      outcome: "refused",
    })
  })

  test("a hash that a stranger presents is hashed again", () => {
    const stolen = hash("u:p")
    const stored = redact({ authorization: [`Basic ${stolen}`], "x-api-key": [hash("k")] })
    const secrets = { basic_username: ["u"], basic_password: ["p"] }
    expect(verifyBasic(request(stored), secrets, matches)).toMatchObject({ outcome: "refused" })
    expect(verifyHeaderSecret(stored, HEADER, { live: ["k"], matches })).toMatchObject({
      outcome: "refused",
    })
  })

  test("keep a repeated header repeated", () => {
    expect(redact({ "x-api-key": ["a", "b"] })["x-api-key"]).toHaveLength(2)
  })

  test("Basic that cannot be decoded is hashed as it came", () => {
    expect(redact({ authorization: ["Basic ???"] })["authorization"]).toEqual([
      `Basic ${hash("???")}`,
    ])
    expect(basicCredential("Basic ???")).toBeUndefined()
  })
})
