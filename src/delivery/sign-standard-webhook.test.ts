import fc from "fast-check"
import { Webhook as StandardWebhook } from "standardwebhooks"
import { Webhook as SvixWebhook } from "svix"
import { describe, expect, test } from "vitest"

import {
  newStandardWebhookSecret,
  signStandardWebhook,
  standardWebhookKey,
} from "./sign-standard-webhook.ts"

const id = "evt_01jd0000000000000000000000"

function signed(secrets: readonly string[], body: string) {
  const timestampSeconds = Math.floor(Date.now() / 1_000)
  const keys = secrets.map((secret) => standardWebhookKey(secret) ?? Buffer.alloc(0))
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestampSeconds),
    "webhook-signature": signStandardWebhook(keys, {
      id,
      timestampSeconds,
      body: Buffer.from(body),
    }),
  }
}

describe.each([
  ["standardwebhooks", (secret: string) => new StandardWebhook(secret)],
  ["svix", (secret: string) => new SvixWebhook(secret)],
])("%s", (_name, verifier) => {
  test("accepts what we sign, whatever the body", () => {
    const secret = newStandardWebhookSecret()
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const body = JSON.stringify(value)
        expect(() => verifier(secret).verify(body, signed([secret], body))).not.toThrow()
      }),
      { numRuns: 50 },
    )
  })

  test("accepts either of two live secrets", () => {
    const secrets = [newStandardWebhookSecret(), newStandardWebhookSecret()]
    const headers = signed(secrets, "{}")
    for (const secret of secrets) {
      expect(() => verifier(secret).verify("{}", headers)).not.toThrow()
    }
  })

  test("refuses another secret, another body and another id", () => {
    const secret = newStandardWebhookSecret()
    const headers = signed([secret], '{"a":1}')
    expect(() => verifier(newStandardWebhookSecret()).verify('{"a":1}', headers)).toThrow()
    expect(() => verifier(secret).verify('{"a":2}', headers)).toThrow()
    expect(() =>
      verifier(secret).verify('{"a":1}', { ...headers, "webhook-id": "evt_other" }),
    ).toThrow()
  })

  test.each([
    ["url-safe letters", Buffer.alloc(32, 0xfb).toString("base64url")],
    ["a space within", `${"A".repeat(20)} ${"A".repeat(20)}`],
    ["a line break behind it", `${Buffer.alloc(32).toString("base64")}\n`],
    ["letters beyond ASCII", `é${Buffer.alloc(32).toString("base64")}`],
    ["a sentence", "this is not base64!! but it is long enough"],
  ])("takes no secret that it could not verify with: %s", (_what, text) => {
    const secret = `whsec_${text}`
    const refused = () => verifier(secret).verify("{}", signed([newStandardWebhookSecret()], "{}"))
    expect(refused).toThrow("incorrect characters")
    expect(standardWebhookKey(secret)).toBeUndefined()
  })

  test("verifies with a secret whose padding was left out", () => {
    const secret = newStandardWebhookSecret().replace("=", "")
    expect(() => verifier(secret).verify("{}", signed([secret], "{}"))).not.toThrow()
  })
})

describe("secrets", () => {
  test("are whsec_ and 32 random bytes", () => {
    const secret = newStandardWebhookSecret()
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(standardWebhookKey(secret)).toHaveLength(32)
    expect(newStandardWebhookSecret()).not.toBe(secret)
  })

  test("of another form are none", () => {
    expect(standardWebhookKey("secret")).toBeUndefined()
    expect(standardWebhookKey("whsec_c2hvcnQ=")).toBeUndefined()
    expect(standardWebhookKey(`whsec_${Buffer.alloc(65).toString("base64")}`)).toBeUndefined()
  })
})
