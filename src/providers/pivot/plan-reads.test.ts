import fc from "fast-check"
import { describe, expect, test } from "vitest"

import { asked } from "../../../test/support/asking.ts"
import type { Asked } from "../api.ts"
import { canAsk, planReads, READ_CALLS } from "./plan-reads.ts"

const payout = (uuid: string, reference: string) =>
  asked({ providerId: `${uuid}:${reference}`, reference, batchProviderId: uuid })
const batch = (uuid: string) => asked({ subject: "batch", providerId: uuid })

const shown = (things: readonly Asked[]) =>
  planReads(things).map(({ asked: group, call, calls }) => [call, calls, group.length])

describe("a plan", () => {
  test("asks for few payouts of a request one by one, for many by the request", () => {
    const few = ["a", "b", "c"].map((reference) => payout("u", reference))
    expect(shown(few)).toEqual(few.map(() => [READ_CALLS.one, 1, 1]))
    const many = [...few, payout("u", "d")]
    expect(shown(many)).toEqual([[READ_CALLS.request, 1, 4]])
  })

  test("asks for a request by its own call, and for its payouts with it", () => {
    expect(shown([payout("u", "a"), batch("u"), payout("v", "a")])).toEqual([
      [READ_CALLS.request, 1, 2],
      [READ_CALLS.one, 1, 1],
    ])
  })

  test("counts the pages that its payouts fill at least", () => {
    const most = Array.from({ length: 201 }, (_, index) => payout("u", `r${index}`))
    expect(shown([batch("u"), ...most])).toEqual([[READ_CALLS.request, 3, 202]])
  })

  test("asks for a thing once, however often it is wanted", () => {
    const twice = [payout("u", "a"), asked({ reference: "b" }), batch("v"), payment("p")]
    const calls = [READ_CALLS.one, READ_CALLS.reference, READ_CALLS.request, READ_CALLS.payment]
    expect(shown([...twice, ...twice])).toEqual(calls.map((call) => [call, 1, 2]))
  })

  test("asks by request and reference where the payout's own id is not known", () => {
    const known = asked({ reference: "a", batchProviderId: "u" })
    expect(shown([known, payout("u", "a")])).toEqual([[READ_CALLS.one, 1, 2]])
  })

  test("takes no payment for a request of the same id", () => {
    expect(shown([payment("u"), batch("u")])).toHaveLength(2)
  })

  test.each([
    ["a payout of another provider", asked({ providerId: "disb-1", reference: "a" })],
    ["a request's id that leads elsewhere", batch("..")],
    ["a payout of such a request", payout(".", "a")],
    ["a reference that leads elsewhere", asked({ reference: ".." })],
    ["half a character", asked({ reference: "\ud800" })],
    ["nothing", asked({})],
    ["an empty id", batch("")],
    ["an id without a request", asked({ providerId: ":a" })],
    ["an id without a reference", asked({ providerId: "u:" })],
  ])("has no call for %s, and says so", (_name, thing) => {
    expect(canAsk(thing)).toBe(false)
    expect(shown([thing])).toEqual([[READ_CALLS.none, 0, 1]])
  })

  test("may ask for any reference within a request, and for one with colons", () => {
    for (const thing of [payout("u", ".."), payout("u", "a:b:c"), asked({ reference: "a:b" })]) {
      expect(canAsk(thing)).toBe(true)
    }
  })

  test("holds everything that is asked exactly once, and nothing else", () => {
    fc.assert(
      fc.property(fc.array(anyAsked, { maxLength: 60 }), (things) => {
        const plans = planReads(things)
        const planned = plans.flatMap(({ asked: group }) => group)
        expect(planned).toHaveLength(things.length)
        expect(new Set(planned)).toEqual(new Set(things))
        for (const { asked: group, call, calls } of plans) {
          expect(group.length).toBeGreaterThan(0)
          expect(calls).toBe(call === READ_CALLS.none ? 0 : Math.max(1, calls))
          expect(group.every(canAsk)).toBe(call !== READ_CALLS.none)
        }
        // No other division would take fewer reads of one thing.
        const calls = plans.map(({ call, asked: [first] }) => JSON.stringify([call, nameIn(first)]))
        expect(new Set(calls).size).toBe(calls.length)
      }),
      { numRuns: 500 },
    )
  })
})

function payment(id: string): Asked {
  return asked({ subject: "payment", providerId: id })
}

const anyId = fc.constantFrom("u", "v", "w", "..", "")
const anyReference = fc.constantFrom("a", "b", "c", "d", "e", "..", "x:y")
const anyAsked: fc.Arbitrary<Asked> = fc.oneof(
  fc.tuple(anyId, anyReference).map(([uuid, reference]) => payout(uuid, reference)),
  anyId.map(batch),
  anyId.map(payment),
  anyReference.map((reference) => asked({ reference })),
  fc.constant(asked({ providerId: "foreign" })),
)

function nameIn(thing: Asked | undefined): string {
  if (thing === undefined) return ""
  const { subject, providerId, reference } = thing
  return canAsk(thing) ? JSON.stringify([subject, providerId, reference]) : "none"
}
