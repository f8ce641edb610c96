import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"

import { createAdyenMerchant, VISA, type AdyenMerchant } from "../support/adyen-payouts.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let merchant: AdyenMerchant

beforeAll(async () => {
  fixture = await createSandboxFixture("adyen")
  merchant = createAdyenMerchant(fixture)
})
afterAll(async () => await fixture.close())

const HOSTILE = ["\u0000", "\ud800", "a\u0000b", "💸".repeat(200), "__proto__", "LATEST", ""]
const anything = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary" }),
  fc.jsonValue({ maxDepth: 3 }),
)
const FIELDS = [
  "reference",
  "amount",
  "bank",
  "card",
  "dateOfBirth",
  "nationality",
  "entityType",
  "recurring",
  "shopperEmail",
  "shopperReference",
  "selectedRecurringDetailReference",
  "originalReference",
]
const PATHS = [
  "storeDetail",
  "storeDetailAndSubmitThirdParty",
  "submitThirdParty",
  "payout",
  "confirmThirdParty",
  "declineThirdParty",
]

test("whatever stands in a request is answered as Adyen answers, and every webhook can be sent", async () => {
  const changes = fc.dictionary(fc.constantFrom(...FIELDS), anything, { maxKeys: 1 })
  const parts = fc.record({
    bank: fc.dictionary(fc.constantFrom("iban", "ownerName", "countryCode"), anything, {
      maxKeys: 1,
    }),
    card: fc.dictionary(fc.constantFrom("number", "holderName", "expiryYear"), anything, {
      maxKeys: 1,
    }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PATHS),
      changes,
      parts,
      fc.boolean(),
      async (path, changed, { bank, card }, isCard) => {
        const { bank: usual, ...request } = merchant.bankRequest()
        const body = {
          ...request,
          ...(isCard ? { card: { ...VISA, ...card } } : { bank: { ...usual, ...bank } }),
          ...changed,
        }
        const answer = await merchant.call(path, body)
        expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8")
        const said = (await answer.json()) as Readonly<Record<string, unknown>>
        if (answer.status === 200) {
          expect(said).toMatchObject({ pspReference: expect.stringMatching(/^[0-9A-Z]{16}$/) })
        } else {
          expect(said).toMatchObject({ status: answer.status, errorType: expect.any(String) })
          expect(["000", "903"]).not.toContain(answer.status === 500 && said["errorCode"])
        }
      },
    ),
    { numRuns: 300 },
  )
  const { things } = await fixture.inWorld((world) => world.list({ kind: "payout", limit: 1_000 }))
  expect(things.length).toBeGreaterThan(20)
  await fixture.advance(8 * 24 * 60 * 60)
  const story = await fixture.story()
  expect(story.filter(({ kind }) => kind === "failure")).toEqual([])
  expect(story.filter(({ said }) => said.startsWith("There are no words"))).toEqual([])
  const requests = await fixture.received(things.length)
  for (const request of requests) {
    expect(fixture.read(request)).toMatchObject({
      verdict: { outcome: "authentic" },
      decoded: { outcome: "events" },
    })
  }
})
