import { createHmac } from "node:crypto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { measureCpu } from "../../test/support/measure-cpu.ts"
import type { PaidoutEvent } from "../payout/event.ts"
import { BATCH_STATUSES, PAYMENT_STATUSES, PAYOUT_STATUSES } from "../payout/status.ts"
import { PROVIDERS } from "./index.ts"
import type {
  CredentialMatcher,
  EncodedWebhook,
  Provider,
  SourceSecrets,
  WebhookHeaders,
  WebhookRequest,
} from "./provider.ts"
import { UNRECOGNISED_REASONS } from "./provider.ts"
import { redactHeaders } from "./redact-headers.ts"

/** The laws of a provider. Whoever adds one to the list has them run over it. */

const MEBIBYTE = 1 << 20
const HOSTILE_CPU_MS_MAX = 1500
const BASIC: SourceSecrets = { basic_username: ["paidout"], basic_password: ["p:ä"] }
const STATUSES = {
  payout: PAYOUT_STATUSES,
  batch: BATCH_STATUSES,
  payment: PAYMENT_STATUSES,
} as const satisfies Record<PaidoutEvent["subject"], readonly string[]>

const hash = (credential: string): string =>
  `hmac:${createHmac("sha256", "storage key").update(credential).digest("hex")}`
const matchesStored: CredentialMatcher = (presented, expected) => presented === hash(expected)

describe.each(PROVIDERS)("$name", (provider) => {
  const own = secretsOf(provider, "a")
  const sampleNames = Object.keys(provider.samples)
  const configurations: [string, SourceSecrets][] = [
    ["its own secrets", own],
    ["HTTP Basic", BASIC],
    ["both", { ...own, ...BASIC }],
  ]

  describe.each(sampleNames)("%s", (name) => {
    test("reads what it writes", () => {
      const event = sampleOf(provider, name)
      const decoded = provider.decode(requestOf(encoded(provider, event, own)))
      expect(decoded).toEqual({ outcome: "events", events: [event] })
    })

    test("is about another thing each time", () => {
      const [first, second] = [sampleOf(provider, name), sampleOf(provider, name)]
      expect(first.providerId).not.toBe(second.providerId)
      expect(first.key).not.toBe(second.key)
    })

    test.each(configurations)("is authentic when signed with %s", (_name, secrets) => {
      const request = requestOf(encoded(provider, sampleOf(provider, name), secrets))
      expect(provider.verify(request, secrets)).toEqual({ outcome: "authentic" })
      expect(provider.verify(request, rotated(secrets))).toEqual({ outcome: "authentic" })
    })

    test.each(configurations)("is refused when any kind of %s is wrong", (_name, secrets) => {
      const request = requestOf(encoded(provider, sampleOf(provider, name), secrets))
      for (const kind of Object.keys(secrets)) {
        const wrong = { ...secrets, [kind]: ["b".repeat(64)] }
        expect(provider.verify(request, wrong)).toMatchObject({ outcome: "refused" })
      }
      expect(provider.verify(request, {})).toMatchObject({ reason: "secret_not_configured" })
    })

    test.each(configurations)(
      "is refused without, or with twice, a header of %s",
      (_n, secrets) => {
        const request = requestOf(encoded(provider, sampleOf(provider, name), secrets))
        const credentialHeaders = Object.keys(provider.credentialHeaders)
        for (const header of credentialHeaders.filter((one) => request.headers[one])) {
          const { [header]: values = [], ...others } = request.headers
          const twice = { ...others, [header]: [...values, ...values] }
          expect(provider.verify({ ...request, headers: others }, secrets)).toMatchObject({
            reason: "credential_missing",
          })
          expect(provider.verify({ ...request, headers: twice }, secrets)).toMatchObject({
            reason: "credential_repeated",
          })
        }
      },
    )

    test.each(configurations)("still verifies once stored without %s", (_name, secrets) => {
      const request = requestOf(encoded(provider, sampleOf(provider, name), secrets))
      const headers = redactHeaders(request.headers, provider.credentialHeaders, hash)
      for (const secret of Object.values(secrets).flat()) {
        expect(JSON.stringify(headers)).not.toContain(secret)
      }
      const stored = { ...request, headers }
      expect(provider.verify(stored, secrets, matchesStored)).toEqual({ outcome: "authentic" })
    })
  })

  test("cannot be entered with what is stored", () => {
    const secrets = { ...own, ...BASIC }
    const [name = ""] = sampleNames
    const request = requestOf(encoded(provider, sampleOf(provider, name), secrets))
    const headers = redactHeaders(request.headers, provider.credentialHeaders, hash)
    expect(provider.verify({ ...request, headers }, secrets)).toMatchObject({ outcome: "refused" })
    const again = redactHeaders(headers, provider.credentialHeaders, hash)
    expect(provider.verify({ ...request, headers: again }, secrets, matchesStored)).toMatchObject({
      outcome: "refused",
    })
  })

  test.runIf(provider.secretKinds.includes("hmac_key")).each(sampleNames)(
    "%s is refused once its reference is another",
    (name) => {
      const event = sampleOf(provider, name)
      const reference = ("reference" in event && event.reference) || ""
      const request = requestOf(encoded(provider, event, own))
      const body = textOf(request.body)
      expect(body).toContain(reference)
      const forged = body.replaceAll(reference, `${reference.slice(0, -1)}!`)
      expect(provider.verify({ ...request, body: Buffer.from(forged) }, own)).toMatchObject({
        outcome: "refused",
        reason: "signature_mismatch",
      })
    },
  )

  const signedWhole = sampleNames.filter((name) =>
    Object.keys(encoded(provider, sampleOf(provider, name), own).headers).some((header) =>
      /signature/i.test(header),
    ),
  )
  test.runIf(signedWhole.length > 0)("is refused once any byte of a signed body is flipped", () => {
    fc.assert(
      fc.property(fc.constantFrom(...signedWhole), fc.nat(), fc.nat(7), (name, at, bit) => {
        const request = requestOf(encoded(provider, sampleOf(provider, name), own))
        const body = Buffer.from(request.body)
        const index = at % body.length
        body[index] = (body[index] ?? 0) ^ (1 << bit)
        expect(provider.verify({ ...request, body }, own)).toMatchObject({ outcome: "refused" })
      }),
      { numRuns: 300 },
    )
  })

  test("parks an event of a name it does not know", () => {
    const named = sampleNames
      .map((name) => sampleOf(provider, name))
      .map((event) => ({ event, body: textOf(encoded(provider, event, own).body) }))
      .filter(({ event, body }) => body.includes(`"${event.wireEvent}"`))
    expect(named.length).toBeGreaterThan(0)
    for (const { event, body } of named) {
      const unknown = body.replaceAll(`"${event.wireEvent}"`, '"UNHEARD_OF"')
      expect(provider.decode({ headers: {}, body: Buffer.from(unknown) })).toMatchObject({
        outcome: "unrecognised",
        reason: "event_unknown",
      })
    }
  })

  test("answers any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(expectClosedAnswer(provider, bytes)).toBeLessThan(HOSTILE_CPU_MS_MAX)
      }),
      { numRuns: 500 },
    )
  })

  test("answers any JSON", () => {
    fc.assert(
      fc.property(fc.json({ depthSize: "medium" }), (json) => {
        expect(expectClosedAnswer(provider, Buffer.from(json))).toBeLessThan(HOSTILE_CPU_MS_MAX)
      }),
      { numRuns: 500 },
    )
  })

  test("answers its own webhooks with any field changed, cut or torn", () => {
    const bodies = sampleNames.map((name) =>
      textOf(encoded(provider, sampleOf(provider, name), own).body),
    )
    fc.assert(
      fc.property(fc.constantFrom(...bodies), mutation(), (body, mutate) => {
        expect(expectClosedAnswer(provider, mutate(body))).toBeLessThan(HOSTILE_CPU_MS_MAX)
      }),
      { numRuns: 3000 },
    )
  })

  test.each(hostileBodies())("answers 1 MiB of %s in time", (_name, body) => {
    expect(expectClosedAnswer(provider, Buffer.from(body))).toBeLessThan(HOSTILE_CPU_MS_MAX)
  })

  test.each(sampleNames)("answers %s swollen to 1 MiB in time", (name) => {
    const event = sampleOf(provider, name)
    const reference = ("reference" in event && event.reference) || event.providerId
    const body = textOf(encoded(provider, event, own).body)
    for (const filler of ["x", "1", "\\u0000", "\\\\", "<", "&amp;", "%20", " "]) {
      const swollen = filler.repeat(MEBIBYTE / filler.length)
      const cpuMs = expectClosedAnswer(provider, Buffer.from(body.replace(reference, swollen)))
      expect(cpuMs).toBeLessThan(HOSTILE_CPU_MS_MAX)
    }
  })
})

/** 64 hexadecimal digits fit every kind: a token is any text, an HMAC key is exactly that. */
function secretsOf(provider: Provider, digit: string): SourceSecrets {
  return Object.fromEntries(provider.secretKinds.map((kind) => [kind, [digit.repeat(64)]]))
}

/** A newer secret of each kind is live beside the one that was used. */
function rotated(secrets: SourceSecrets): SourceSecrets {
  return Object.fromEntries(
    Object.entries(secrets).map(([kind, values]) => [kind, ["c".repeat(64), ...values]]),
  )
}

function sampleOf(provider: Provider, name: string): PaidoutEvent {
  const make = provider.samples[name]
  if (!make) throw new Error(`No sample ${name}.`)
  return make()
}

function encoded(provider: Provider, event: PaidoutEvent, secrets: SourceSecrets): EncodedWebhook {
  const webhook = provider.encode(event, secrets)
  if (!webhook) throw new Error(`${provider.name} has no words for its own sample.`)
  return webhook
}

function requestOf(webhook: EncodedWebhook): WebhookRequest & { headers: WebhookHeaders } {
  const headers = Object.entries(webhook.headers).map(([name, value]) => [
    name.toLowerCase(),
    [value],
  ])
  return { headers: Object.fromEntries(headers) as WebhookHeaders, body: webhook.body }
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body).toString("utf8")
}

/** Answers how much processor time the provider took, in milliseconds. */
function expectClosedAnswer(provider: Provider, body: Uint8Array): number {
  const request = { headers: { "content-type": ["application/json"] }, body }
  const { result, cpuMs } = measureCpu(() => ({
    verdict: provider.verify(request, secretsOf(provider, "b")),
    decoded: provider.decode(request),
    acknowledgement: provider.acknowledge(request),
  }))
  const { verdict, decoded, acknowledgement } = result

  expect(verdict.outcome).toBe("refused")
  expect(acknowledgement.status).toBe(200)
  expect(unstorable(decoded)).toBeUndefined()
  switch (decoded.outcome) {
    case "unrecognised":
      expect(UNRECOGNISED_REASONS).toContain(decoded.reason)
      expect(decoded.hint.length).toBeLessThan(500)
      break
    case "events":
      expect(decoded.events.length).toBeGreaterThan(0)
      for (const event of decoded.events) expectSoundEvent(event)
      break
    case "ignored":
      expect(decoded.wireEvent.length).toBeLessThan(300)
  }
  return cpuMs
}

function expectSoundEvent(event: PaidoutEvent): void {
  expect(event.key.length).toBeLessThanOrEqual(500)
  expect(event.providerId.length).toBeGreaterThan(0)
  expect(event.providerId.length).toBeLessThanOrEqual(520)
  expect(STATUSES[event.subject]).toContain(event.status)
  const amount = "amount" in event && event.amount ? event.amount.amount : 0n
  expect(amount >= 0n && amount < 10n ** 38n).toBe(true)
}

/** The first text that PostgreSQL would not take, wherever it stands. */
function unstorable(value: unknown): string | undefined {
  if (typeof value === "string") {
    return value.isWellFormed() && !value.includes("\u0000") ? undefined : value
  }
  if (typeof value !== "object" || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const found = unstorable(key) ?? unstorable(inner)
    if (found !== undefined) return found
  }
  return undefined
}

/** Values that readers trip over, put in the place of any value of a JSON body. */
const ODD_VALUES = [
  ...["null", "true", "-1", "1e400", "0.1", "9".repeat(400), '""', '"\\u0000"', '"\\ud800"'],
  ...["[]", "{}", "[[]]", '{"__proto__":{"status":"SUCCESS"}}', '{"value":1,"value":2}'],
  ...[`"${"x".repeat(600)}"`, '"__proto__"', '"constructor"', '"2026-02-30T00:00:00Z"', '"PAID"'],
]

function mutation(): fc.Arbitrary<(body: string) => Uint8Array> {
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
  return fc.oneof(
    fc.tuple(place, fc.constantFrom(...ODD_VALUES)).map(([at, odd]) => (body: string) => {
      const values = [...body.matchAll(/(?<=:)\s*(?:"[^"]*"|-?[\d.]+|true|false|null)/g)]
      const value = values[Math.floor(at * values.length)]
      if (!value) return Buffer.from(body)
      const end = value.index + value[0].length
      return Buffer.from(body.slice(0, value.index) + odd + body.slice(end))
    }),
    place.map((at) => (body: string) => Buffer.from(body.slice(0, Math.floor(at * body.length)))),
    fc.tuple(place, fc.integer({ min: 0, max: 255 })).map(([at, byte]) => (body: string) => {
      const bytes = Buffer.from(body)
      bytes[Math.floor(at * bytes.length)] = byte
      return bytes
    }),
    fc.tuple(place, place, place).map(([from, to, at]) => (body: string) => {
      const [start, end] = [from, to]
        .map((part) => Math.floor(part * body.length))
        .toSorted(byValue)
      const into = Math.floor(at * body.length)
      return Buffer.from(body.slice(0, into) + body.slice(start, end) + body.slice(into))
    }),
  )
}

function byValue(a: number, b: number): number {
  return a - b
}

function hostileBodies(): [string, string][] {
  const keys = Array.from({ length: 90_000 }, (_, i) => `"k${i}":1`).join(",")
  const elements = MEBIBYTE / 4
  return [
    ["open brackets", "[".repeat(MEBIBYTE)],
    ["nested objects", '{"a":'.repeat(MEBIBYTE / 5)],
    ["nested data", '{"event":"PAYOUT.DONE","data":'.repeat(MEBIBYTE / 30)],
    ["digits", "1".repeat(MEBIBYTE)],
    ["escapes", `"${"\\u0041".repeat(MEBIBYTE / 6)}"`],
    ["keys", `{${keys}}`],
    ["the same key", `{${'"event":1,'.repeat(MEBIBYTE / 10)}"event":1}`],
    ["zeros", "\u0000".repeat(MEBIBYTE)],
    ["spaces", " ".repeat(MEBIBYTE)],
    ["open tags", "<a>".repeat(MEBIBYTE / 3)],
    ["nested tags", `${"<a>".repeat(elements / 2)}${"</a>".repeat(elements / 2)}`],
    ["angle brackets", "<".repeat(MEBIBYTE)],
    ["entities", `<!DOCTYPE a [<!ENTITY b "${"&c;".repeat(elements)}">]><a>&b;</a>`],
    ["form fields", "a=1&".repeat(elements)],
    ["percent signs", "%".repeat(MEBIBYTE)],
    ["bytes that are no UTF-8", "\ufffd".repeat(MEBIBYTE / 3)],
  ]
}
