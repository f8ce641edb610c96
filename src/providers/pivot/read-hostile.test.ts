import fc from "fast-check"
import { expect, test } from "vitest"

import { asked } from "../../../test/support/asking.ts"
import {
  pagination,
  payout,
  request,
  session,
  success,
  UUID,
} from "../../../test/support/pivot-answers.ts"
import type { Asked } from "../api.ts"
import { api } from "./api.ts"

const THINGS: readonly Asked[] = [
  asked({ subject: "batch", providerId: UUID }),
  asked({ providerId: `${UUID}:a`, reference: "a", batchProviderId: UUID }),
  asked({ reference: "a" }),
  asked({ subject: "payment", providerId: "bca0b57a-391e-4f6f-bfef-8cd37492ee5b" }),
]
const BODIES = [
  success(request([payout("a"), payout("b", { status: "PENDING" })]), pagination(2)),
  success(request(payout("a"))),
  success([payout("a")]),
  success(session()),
].map((body) => JSON.stringify(body))

/** What a server may do to a body that was once right. */
const spoilt = fc
  .tuple(
    fc.constantFrom(...BODIES),
    fc.nat(),
    fc.nat(40),
    fc.constantFrom("", "null", "[]", "{}", "-1", '"x"', "1e400", "\u0000", '{"a":1}', "true"),
  )
  .map(([body, at, length, filler]) => {
    const from = at % body.length
    return body.slice(0, from) + filler + body.slice(from + length)
  })
/** A field with another value is still JSON, and goes deeper. */
const retyped = fc
  .tuple(fc.constantFrom(...BODIES), fc.nat(), fc.json({ maxDepth: 2 }))
  .map(([body, at, json]) => {
    const values = [...body.matchAll(/:("[^"]*"|\d+)/g)]
    const value = values[at % values.length]
    const from = value?.index ?? 0
    return `${body.slice(0, from)}:${json}${body.slice(from + (value?.[0].length ?? 0))}`
  })

test("whatever is answered is told or found, and never thrown", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(spoilt, retyped, fc.json(), fc.string()),
      fc.constantFrom(...THINGS),
      fc.constantFrom(200, 200, 200, 201, 400, 404, 500),
      async (text, thing, status) => {
        const client = api.createClient({
          credentials: { merchant_id: "merchant", merchant_secret: "secret" },
          baseUrl: "https://api.example",
          account: null,
          nowMs: () => 0,
          call: ({ method, url }) => {
            const token = '{"code":"00","data":{"accessToken":"t"}}'
            const body = Buffer.from(method === "POST" ? token : text)
            const answer = { method, path: new URL(url).pathname, status, headers: {}, body }
            const right = { ...answer, status: 200 }
            return Promise.resolve({
              outcome: "answered",
              answer: method === "POST" ? right : answer,
            })
          },
        })
        const [plan] = api.plan([thing])
        if (plan === undefined) throw new Error("there is no plan")
        const { events, findings } = await client.read(plan)
        expect(events.length + findings.length).toBeGreaterThan(0)
        for (const { detail } of findings) expect(detail).toMatch(/\S/)
        for (const event of events) {
          const ours = event.subject === "payout" ? event.batchProviderId : event.providerId
          const theirs = thing.subject === "payout" ? thing.batchProviderId : thing.providerId
          expect(ours).toBe(theirs)
          expect(event.key.length).toBeLessThanOrEqual(500)
        }
      },
    ),
    { numRuns: 2_000 },
  )
})

test("pages that are as large as may be are not heaped up", async () => {
  let pages = 0
  const client = api.createClient({
    credentials: { merchant_id: "merchant", merchant_secret: "secret" },
    baseUrl: "https://api.example",
    account: null,
    nowMs: () => 0,
    call: ({ method, url }) => {
      const { pathname: path, searchParams } = new URL(url)
      const page = Number(searchParams.get("page"))
      if (method === "GET") pages += 1
      const item = payout(`item-${page}`, { description: "x".repeat(4 * 1024 * 1024) })
      const said = success(request([item]), pagination(50, { page, totalPages: 50 }))
      const token = { code: "00", data: { accessToken: "t" } }
      const body = Buffer.from(JSON.stringify(method === "POST" ? token : said))
      return Promise.resolve({
        outcome: "answered",
        answer: { method, path, status: 200, headers: {}, body },
      })
    },
  })
  const [plan] = api.plan([asked({ subject: "batch", providerId: UUID })])
  if (plan === undefined) throw new Error("nothing is planned")
  const { findings } = await client.read(plan)
  expect(findings).toContainEqual(expect.objectContaining({ kind: "answer_too_large" }))
  expect(pages).toBeLessThan(6)
})
