import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { VendorReply } from "../vendor-call.ts"
import { FINDINGS, type Asked, type ProviderApi, type ProviderClient } from "./api.ts"
import { PROVIDERS } from "./index.ts"

/** The laws of every provider that can be asked. */
const ASKABLE = PROVIDERS.flatMap(({ name, api, credentialKinds }) =>
  api === undefined ? [] : [{ name, api, credentialKinds }],
)

const anyId = fc.oneof(
  fc.constantFrom("disb-1", "po-1", "1W1UG35QQEBJLHZ8", "uuid:reference", "..", "a/b?c", ""),
  fc.string({ maxLength: 300 }),
)
const anyAsked: fc.Arbitrary<Asked> = fc.record({
  subject: fc.constantFrom("payout" as const, "batch" as const, "payment" as const),
  providerId: fc.option(anyId),
  reference: fc.option(anyId),
  batchProviderId: fc.option(anyId),
  wireEvent: fc.option(
    fc.constantFrom("payout.failed", "v3_payout.failed", "balancePlatform.transfer.updated", "x"),
  ),
})

/** What a server may answer: any status with any bytes, JSON more often than not. */
const anyReply: fc.Arbitrary<VendorReply> = fc
  .record({
    status: fc.oneof(fc.constantFrom(200, 204, 302, 401, 404, 422, 429, 503), fc.nat({ max: 999 })),
    body: fc.oneof(
      fc.json({ maxDepth: 4 }),
      fc
        .dictionary(
          fc.constantFrom("id", "payout_id", "status", "data", "error_code", "code", "payouts"),
          fc.jsonValue({ maxDepth: 2 }),
        )
        .map((object) => JSON.stringify(object)),
      fc.string(),
      fc.constant("[".repeat(1_000)),
    ),
    headers: fc.dictionary(
      fc.constantFrom("retry-after", "rate-limit-reset", "rate-limit-remaining", "date"),
      fc.oneof(fc.string(), fc.float().map(String)),
    ),
  })
  .map(({ status, body, headers }) => ({
    outcome: "answered",
    answer: { method: "GET", path: "/x", status, headers, body: Buffer.from(body, "utf8") },
  }))

const SECRET = "a credential of nobody, 123"

describe.each(ASKABLE)("$name", ({ api, credentialKinds }) => {
  const credentials = Object.fromEntries(credentialKinds.map((kind) => [kind, SECRET]))

  test("has hosts, limits and a schedule that make sense", () => {
    for (const url of Object.values(api.baseUrls)) expect(url).toMatch(/^https:\/\/\S+[^/]$/)
    const { live, test: inTest } = api.callsPerSecondMax
    expect(inTest).toBeGreaterThan(0)
    expect(live).toBeGreaterThanOrEqual(inTest)
    const { firstMs, gapMsMax, forMs, stuckAfterMs } = api.schedule
    expect([firstMs, gapMsMax, forMs]).toEqual([firstMs, gapMsMax, forMs].toSorted((a, b) => a - b))
    expect(stuckAfterMs).toBeGreaterThan(firstMs)
    expect(forMs).toBeGreaterThan(stuckAfterMs)
  })

  test("plans everything that is asked exactly once, with a call for what can be asked", () => {
    fc.assert(
      fc.property(fc.array(anyAsked, { maxLength: 20 }), (asked) => {
        const plans = api.plan(asked)
        const planned = plans.flatMap((plan) => plan.asked)
        expect(planned).toHaveLength(asked.length)
        expect(new Set(planned)).toEqual(new Set(asked))
        for (const plan of plans) {
          for (const one of plan.asked) expect(api.canAsk(one)).toBe(plan.calls > 0)
        }
      }),
    )
  })

  test("whatever is answered is an event or a finding, and never an exception", async () => {
    await fc.assert(
      fc.asyncProperty(anyAsked, fc.array(anyReply, { minLength: 1 }), async (asked, replies) => {
        const asker = askerOf(api, { credentials, replies })
        for (const plan of api.plan([asked])) {
          const result = await asker.client.read(plan)
          expect(result.calls).toBe(asker.calls())
          expect(result.calls > 0).toBe(api.canAsk(asked))
          expect(result.events.length + result.findings.length).toBeGreaterThan(0)
          for (const { kind, detail } of result.findings) {
            expect(Object.hasOwn(FINDINGS, kind)).toBe(true)
            expect(detail).toMatch(/\S/)
            expect(detail).not.toContain(SECRET)
          }
          expect(result.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  test("without credentials nothing is asked", async () => {
    await fc.assert(
      fc.asyncProperty(anyAsked, async (asked) => {
        const asker = askerOf(api, { credentials: {}, replies: [] })
        for (const plan of api.plan([asked])) {
          const { calls, findings } = await asker.client.read(plan)
          const kind = api.canAsk(asked) ? "credentials_missing" : "cannot_be_asked"
          expect([calls, asker.calls(), findings.map((finding) => finding.kind)]).toEqual([
            0,
            0,
            [kind],
          ])
        }
      }),
    )
  })
})

/** A client of its own; the last reply is repeated for whoever goes on asking. */
function askerOf(
  api: ProviderApi,
  {
    credentials,
    replies,
  }: {
    readonly credentials: Readonly<Record<string, string>>
    readonly replies: readonly VendorReply[]
  },
): { readonly client: ProviderClient; calls(): number } {
  let calls = 0
  const client = api.createClient({
    credentials,
    baseUrl: "http://127.0.0.1",
    account: null,
    call: () => {
      calls += 1
      const reply = replies[calls - 1] ?? replies.at(-1)
      if (reply === undefined) throw new Error("Nothing was to be asked.")
      return Promise.resolve(reply)
    },
    nowMs: () => 0,
  })
  return { client, calls: () => calls }
}
