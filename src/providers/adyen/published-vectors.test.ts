import { existsSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { adyen } from "./index.ts"
import { request } from "./fixtures/requests.ts"

interface Vector {
  readonly id: string
  readonly kind: "standard-item" | "raw-body-header" | "hpp-string"
  readonly format: "json" | "form-fields" | "raw"
  readonly hmacKeyHex: string
  readonly payload: Readonly<Record<string, unknown>> | string
  readonly expectedSignature: string
  readonly valid: boolean
}

const FILE = new URL("../../../../shared/data/adyen-hmac-vectors.json", import.meta.url)
const present = existsSync(FILE)
const vectors = present ? (JSON.parse(readFileSync(FILE, "utf8")) as readonly Vector[]) : []

function requestFor(vector: Vector) {
  if (typeof vector.payload === "string") {
    return request(vector.payload, { hmacsignature: [vector.expectedSignature] })
  }
  if (vector.format === "form-fields") {
    const fields = new URLSearchParams(vector.payload as Record<string, string>)
    fields.set("additionalData.hmacSignature", vector.expectedSignature)
    return request(fields.toString())
  }
  const additionalData = {
    ...(vector.payload["additionalData"] as object | undefined),
    hmacSignature: vector.expectedSignature,
  }
  const item = { ...vector.payload, additionalData }
  return request(JSON.stringify({ notificationItems: [{ NotificationRequestItem: item }] }))
}

// `hpp-string` is the signing of hosted payment pages, which no webhook uses: it does not apply.
const applying = vectors.filter((vector) => vector.kind !== "hpp-string")

describe.skipIf(!present)("the vectors published by Adyen's libraries", () => {
  test.each(applying.map((vector) => [vector.id, vector] as const))(
    "come out as they must: %s",
    (_id, vector) => {
      const verdict = adyen.verify(requestFor(vector), { hmac_key: [vector.hmacKeyHex] })
      expect(verdict.outcome).toBe(vector.valid ? "authentic" : "refused")
    },
  )

  test("are all there: items, raw bodies, a form, and ones that must fail", () => {
    expect(applying.length).toBeGreaterThanOrEqual(33)
    expect(new Set(applying.map((vector) => vector.format)).size).toBe(3)
    expect(applying.some((vector) => !vector.valid)).toBe(true)
  })
})
