import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { measureCpu } from "../../../test/support/measure-cpu.ts"
import { UNRECOGNISED_REASONS } from "../provider.ts"
import { decode } from "./decode.ts"
import { fixtureText, request } from "./fixtures/read-fixture.ts"

/** The outcome of a fixture after a change to its payout and its body. */
function changed(
  fixture: string,
  data: Record<string, unknown>,
  body: Record<string, unknown> = {},
) {
  const original = JSON.parse(fixtureText(fixture))
  const inner = original.data ? { data: { ...original.data, ...data } } : data
  return outcome(JSON.stringify({ ...original, ...inner, ...body }))
}

function outcome(text: string | Uint8Array) {
  const decoded = decode(request(text))
  return decoded.outcome === "unrecognised" ? decoded.reason : decoded.outcome
}

describe("what cannot be understood is parked with a reason", () => {
  it("names a body that is no JSON object", () => {
    expect(outcome("")).toBe("body_empty")
    expect(outcome("payout=1")).toBe("body_malformed")
    expect(outcome("[]")).toBe("body_malformed")
    expect(outcome('"payout.succeeded"')).toBe("body_malformed")
    expect(outcome(Uint8Array.of(0x7b, 0xff, 0x7d))).toBe("body_malformed")
    expect(outcome("[".repeat(100_000))).toBe("body_too_deep")
    expect(outcome('{"event":"payout.succeeded","event":"payout.failed"}')).toBe("body_malformed")
  })

  it.each([
    "invoice.paid",
    "payout.unheard_of",
    "payout.SUCCEEDED",
    "payout",
    "payout.",
    ".succeeded",
    "v4_payout.succeeded",
    "payout.pending_compliance.x",
    "payout.__proto__",
    "payout.constructor",
    "__proto__.succeeded",
  ])("does not know the event %s", (event) => {
    expect(changed("v2-flat-succeeded", {}, { event })).toBe("event_unknown")
  })

  it.each([1, "", [], {}, "a\u0000b"])("refuses %j for an event name", (event) => {
    expect(changed("v2-flat-succeeded", {}, { event })).toBe("field_invalid")
  })

  it.each(["NEW_STATUS", "succeeded", "__proto__", "toString", "COMPLETED"])(
    "does not know the status %s",
    (status) => expect(changed("v2-flat-succeeded", { status })).toBe("status_unknown"),
  )

  it("holds an event whose name and status disagree", () => {
    expect(changed("v2-flat-succeeded", { status: "FAILED" })).toBe("contradiction")
    expect(changed("v2-flat-failed", { status: "SUCCEEDED" })).toBe("contradiction")
    expect(changed("v3-rejected", { status: "REVERSED" })).toBe("contradiction")
    expect(changed("v3-pending-compliance", { status: "REQUESTED" })).toBe("contradiction")
  })

  it("agrees to both spellings of a compliance review", () => {
    expect(changed("v3-pending-compliance", { status: "PENDING_COMPLIANCE_ASSESSMENT" })).toBe(
      "events",
    )
  })

  it.each(["id", "status", "amount", "currency"])("misses the field %s", (name) => {
    expect(changed("v2-flat-succeeded", { [name]: undefined })).toBe("field_missing")
    expect(changed("v2-flat-succeeded", { [name]: null })).toBe("field_missing")
  })

  it("misses the data of an enveloped body", () => {
    expect(changed("v2-flat-succeeded", {}, { data: undefined })).toBe("field_missing")
    expect(changed("v2-flat-succeeded", {}, { data: [] })).toBe("field_missing")
  })

  it.each([["id"], ["reference_id"], ["status"], ["currency"]])(
    "refuses a %s that is no identifier",
    (name) => {
      for (const value of [7, "", "x".repeat(256), "a\u0000", "\ud800", {}, true]) {
        expect(changed("v2-flat-succeeded", { [name]: value })).toBe("field_invalid")
      }
    },
  )

  it.each([-1, 12.345, "1,000", true, {}, "", 1e-7, 1e300])("refuses the amount %j", (amount) => {
    expect(changed("v2-flat-succeeded", { amount })).toBe("amount_invalid")
    expect(changed("legacy-id-completed", { amount })).toBe("amount_invalid")
    expect(changed("v3-succeeded", { source_amount: amount })).toBe("amount_invalid")
  })

  it.each([
    ["an invoice", { id: "5", external_id: "r", status: "PAID", amount: 5, bank_code: "BCA" }],
    ["a virtual account", { id: "5", external_id: "r", bank_code: "BCA", status: "PENDING" }],
    ["a retail outlet", { id: "5", external_id: "r", status: "COMPLETED", amount: 5 }],
    ["nothing", {}],
  ])("does not take %s for a disbursement", (_, body) => {
    expect(outcome(JSON.stringify(body))).toBe("event_unknown")
  })

  it("does not know a disbursement status of the other API", () => {
    expect(changed("legacy-id-completed", { status: "SUCCEEDED" })).toBe("status_unknown")
  })

  it("takes hostile keys for ordinary ones", () => {
    const text = fixtureText("v2-flat-succeeded").replace(
      '"data":{',
      '"__proto__":{"event":"x"},"data":{"__proto__":{"polluted":1},"constructor":"c",',
    )
    expect(decode(request(text))).toMatchObject({ outcome: "events" })
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it("bounds what it keeps of fields it does not know", () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`x${i}`, "y"]))
    const text = fixtureText("v2-flat-succeeded")
    const original = JSON.parse(text)
    const decoded = decode(
      request(
        JSON.stringify({ ...original, data: { ...original.data, ...many, z: "z".repeat(1e5) } }),
      ),
    )
    if (decoded.outcome !== "events" || decoded.events[0]?.subject !== "payout") {
      throw new Error("no payout")
    }
    expect(Object.keys(decoded.events[0].details.extra ?? {})).toHaveLength(100)
  })
})

describe("garbage", () => {
  const coded = (body: string | Uint8Array): void => {
    expect(["events", "ignored", ...UNRECOGNISED_REASONS]).toContain(outcome(body))
  }

  it("never throws, whatever the bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), coded))
  })

  it("never throws, whatever the JSON", () => {
    fc.assert(fc.property(fc.json(), coded))
  })

  const names = [
    "v2-documented-succeeded",
    "v2-flat-failed",
    "v3-succeeded",
    "remittance-succeeded",
    "legacy-id-completed",
    "legacy-ph-completed",
    "legacy-batch-completed",
  ]

  it("never throws when fields change their type", () => {
    const fields = names.flatMap((name) => {
      const body = JSON.parse(fixtureText(name))
      const inner = body.data ?? body.disbursements?.[0]
      return [
        ...Object.keys(body).map((field) => ({ name, field, inner: false })),
        ...Object.keys(inner ?? {}).map((field) => ({ name, field, inner: true })),
      ]
    })
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), ({ name, field, inner }, value) => {
        const body = JSON.parse(fixtureText(name))
        const target = inner ? (body.data ?? body.disbursements[0]) : body
        target[field] = value
        coded(JSON.stringify(body))
      }),
      { numRuns: 500 },
    )
  })

  it("never throws when the body is cut or a byte is flipped", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.nat(255), (name, at, byte) => {
        const bytes = Buffer.from(fixtureText(name))
        coded(bytes.subarray(0, at % bytes.length))
        bytes[at % bytes.length] = byte
        coded(bytes)
      }),
      { numRuns: 300 },
    )
  })

  it("stays quick on a body of a megabyte", () => {
    const wide = Array.from({ length: 60_000 }, (_, i) => `"k${i}":{"a":${i}}`).join(",")
    const body = fixtureText("v2-flat-succeeded").replace('"data":{', `"data":{${wide},`)
    expect(measureCpu(() => coded(body)).cpuMs).toBeLessThan(2_000)
  })
})
