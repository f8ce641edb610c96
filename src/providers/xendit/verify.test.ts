import { describe, expect, it } from "vitest"
import { encode } from "./encode.ts"
import { samples } from "./samples.ts"
import { verify } from "./verify.ts"

const token = { callback_token: ["new-token", "old-token"] }
const basic = { basic_username: ["xendit"], basic_password: ["s3cret:with:colons"] }
const authorization = `Basic ${btoa("xendit:s3cret:with:colons")}`

function verdict(headers: Record<string, readonly string[]>, secrets: Record<string, string[]>) {
  const result = verify({ headers, body: Buffer.from("{}") }, secrets)
  return result.outcome === "refused" ? result.reason : result.outcome
}

describe("authentication of a Xendit webhook", () => {
  it("accepts every live callback token", () => {
    expect(verdict({ "x-callback-token": ["new-token"] }, token)).toBe("authentic")
    expect(verdict({ "x-callback-token": ["old-token"] }, token)).toBe("authentic")
  })

  it("refuses a wrong, missing, empty, doubled or huge token", () => {
    expect(verdict({ "x-callback-token": ["new-tokeN"] }, token)).toBe("credential_mismatch")
    expect(verdict({}, token)).toBe("credential_missing")
    expect(verdict({ "x-callback-token": [""] }, token)).toBe("credential_missing")
    expect(verdict({ "x-callback-token": ["new-token", "new-token"] }, token)).toBe(
      "credential_repeated",
    )
    expect(verdict({ "x-callback-token": ["x".repeat(1_000_000)] }, token)).toBe(
      "credential_mismatch",
    )
  })

  it("asks for both kinds where both are configured", () => {
    const secrets = { ...token, ...basic }
    const both = { "x-callback-token": ["new-token"], authorization: [authorization] }
    expect(verdict(both, secrets)).toBe("authentic")
    expect(verdict({ "x-callback-token": ["new-token"] }, secrets)).toBe("credential_missing")
    expect(verdict({ authorization: [authorization] }, secrets)).toBe("credential_missing")
    expect(verdict({ ...both, authorization: [`Basic ${btoa("xendit:no")}`] }, secrets)).toBe(
      "credential_mismatch",
    )
  })

  it("is content with HTTP Basic alone where only that is configured", () => {
    expect(verdict({ authorization: [authorization] }, basic)).toBe("authentic")
  })

  it("refuses everything while no secret is configured", () => {
    expect(verdict({ "x-callback-token": [""] }, {})).toBe("secret_not_configured")
    expect(verdict({ "x-callback-token": ["x"] }, { callback_token: [] })).toBe(
      "secret_not_configured",
    )
  })

  it("never tells a secret in a hint", () => {
    const result = verify(
      { headers: { "x-callback-token": ["guess"] }, body: Buffer.from("") },
      { callback_token: ["the-very-secret"] },
    )
    expect(JSON.stringify(result)).not.toMatch(/the-very-secret|guess/)
  })

  it.each(Object.keys(samples))("accepts what encode signs: %s", (name) => {
    const secrets = { ...token, ...basic }
    const webhook = encode(samples[name]!(), secrets)!
    const headers = Object.fromEntries(
      Object.entries(webhook.headers).map(([header, value]) => [header, [value]]),
    )
    expect(verify({ headers, body: webhook.body }, secrets).outcome).toBe("authentic")
    expect(verify({ headers, body: webhook.body }, { callback_token: ["other"] }).outcome).toBe(
      "refused",
    )
  })
})
