import { createHmac } from "node:crypto"
import { describe, expect, test } from "vitest"

import { adyen, pivot, PROVIDERS, xendit } from "./index.ts"
import type { Provider, SourceSecrets, WebhookHeaders } from "./provider.ts"
import { redactHeaders } from "./redact-headers.ts"
import { restoreHeaders } from "./restore-headers.ts"

const hash = (credential: string) =>
  `hmac:${createHmac("sha256", "storage key").update(credential).digest("hex")}`
const base64 = (text: string) => Buffer.from(text).toString("base64")

function stored(provider: Provider, headers: WebhookHeaders): WebhookHeaders {
  return redactHeaders(headers, provider.credentialHeaders, hash)
}

function restored(provider: Provider, headers: WebhookHeaders, secrets: SourceSecrets) {
  const { headers: made, exact } = restoreHeaders(
    stored(provider, headers),
    { provider, secrets },
    hash,
  )
  return { headers: { ...made }, exact }
}

const REQUESTS: readonly (readonly [Provider, WebhookHeaders, SourceSecrets])[] = [
  [pivot, { "x-api-key": ["key-1"] }, { callback_api_key: ["key-0", "key-1", "key-2"] }],
  [xendit, { "x-callback-token": ["token-1"] }, { callback_token: ["token-1"] }],
  [
    adyen,
    { authorization: [`Basic ${base64("user-2:pass-1")}`], hmacsignature: ["c2lnbmF0dXJl"] },
    { hmac_key: ["AB"], basic_username: ["user-1", "user-2"], basic_password: ["pass-1", "p-2"] },
  ],
]

describe("headers that were stored without credentials", () => {
  test.each(REQUESTS)("of $name come back as they were", (provider, headers, secrets) => {
    const whole = { ...headers, "content-type": ["a/b", "c"], "x-signature": [hash("theirs")] }
    expect(JSON.stringify(stored(provider, headers))).not.toMatch(/key-|token-|dXNlc/)
    expect(restored(provider, whole, secrets)).toEqual({ headers: whole, exact: true })
  })

  test.each(REQUESTS)("of $name carry the newest secret once theirs is gone", (...given) => {
    const [provider, headers, secrets] = given
    const rotated = Object.fromEntries(Object.keys(secrets).map((kind) => [kind, ["new", "older"]]))
    const { headers: made, exact } = restored(provider, headers, rotated)
    expect(exact).toBe(false)
    const [name = ""] = Object.keys(headers)
    const newest = name === "authorization" ? `Basic ${base64("new:new")}` : "new"
    expect(made).toEqual({ ...headers, [name]: [newest] })
  })

  test.each(PROVIDERS)("of $name never hold a hash, nor a key that only signs", (provider) => {
    const secrets = { hmac_key: ["hmac-key"], callback_api_key: [], callback_token: [] }
    const headers = {
      "x-api-key": ["hmac-key"],
      "x-callback-token": ["unknown"],
      "x-gateway-token": ["of a proxy"],
      authorization: ["Bearer unknown", `Basic ${base64("u:p")}`],
      cookie: ["a=b"],
      accept: ["*/*"],
    }
    expect(restored(provider, headers, secrets).headers).toEqual({ accept: ["*/*"] })
  })

  test("hold a credential as often as it came", () => {
    const headers = { "x-api-key": ["b", "a", "b"] }
    expect(restored(pivot, headers, { callback_api_key: ["a", "b"] }).headers).toEqual(headers)
  })

  test("of a bearer are not answered with the source's password", () => {
    const secrets = { basic_username: ["u"], basic_password: ["p"] }
    const headers = { authorization: ["Bearer token", "token"] }
    expect(restored(adyen, headers, secrets).headers).toEqual({})
  })
})
