import { describe, expect, test } from "vitest"
import { NO_FACTS, type Fact } from "./facts.ts"
import { standingOf } from "./standing.ts"
import { PAYOUT_STATUSES, TIERS, type PayoutStatus, type Reason, type Tier } from "./status.ts"
import { transition, TRANSITIONS, type CellEffect } from "./transition.ts"

const cells = PAYOUT_STATUSES.flatMap((row) =>
  PAYOUT_STATUSES.map((column) => ({ row, column, effect: TRANSITIONS[row][column] })),
)

test("the table has a cell for each status and each fact", () => {
  expect(cells.map(({ effect }) => effect)).toHaveLength(36)
})

describe.each(TIERS)("from the %s tier", (tier) => {
  test.each(cells)("$row hears $column: $effect", ({ row, column, effect }) => {
    const known = transition(NO_FACTS, fact({ status: row, tier }))
    const step = transition(known.facts, fact({ status: column, tier }))
    expect({
      outcome: step.outcome === "refused" ? step.because : step.outcome,
      status: step.after.status,
      conflict: step.after.conflict,
    }).toEqual(EXPECTED[effect](row, column))
  })
})

/** What a cell promises, where both tellings have no reason. */
const EXPECTED: Readonly<Record<CellEffect, (row: PayoutStatus, column: PayoutStatus) => object>> =
  {
    applies: (_, column) => ({ outcome: "applied", status: column, conflict: false }),
    "applies, conflict": (_, column) => ({ outcome: "applied", status: column, conflict: true }),
    further: (row) => ({ outcome: "duplicate", status: row, conflict: false }),
    late: (row) => ({ outcome: "late", status: row, conflict: false }),
    "outranked, conflict": (row) => ({ outcome: "outranked", status: row, conflict: true }),
  }

test.each<{ status: PayoutStatus; steps: readonly (Reason | null)[] }>([
  {
    status: "pending",
    steps: [null, "awaiting_review", "insufficient_balance", "compliance_review"],
  },
  { status: "processing", steps: [null, "ready_for_pickup", "delayed", "booked"] },
  { status: "cancelled", steps: [null, "declined", "expired"] },
])("within $status a later reason moves the payout and an earlier one is late", (each) => {
  for (const [index, reason] of each.steps.entries()) {
    const here = transition(NO_FACTS, fact({ status: each.status, reason })).facts
    const outcomes = each.steps.map((next) => {
      const step = transition(here, fact({ status: each.status, reason: next }))
      return step.outcome === "refused" ? step.because : step.outcome
    })
    expect(outcomes).toEqual(
      each.steps.map((_, next) => (next < index ? "late" : next > index ? "applied" : "duplicate")),
    )
  }
})

test("an earlier step is late when first told after the payout moved on, a duplicate when again", () => {
  const processing = transition(NO_FACTS, fact({ status: "processing" }))
  const paid = transition(processing.facts, fact({ status: "paid" }))
  const again = transition(paid.facts, fact({ status: "processing" }))
  const first = transition(paid.facts, fact({ status: "pending" }))
  expect([again, first]).toMatchObject([{ because: "duplicate" }, { because: "late" }])
})

test("a payout first heard of as reversed is applied once, and a late paid tells nothing", () => {
  const reversed = transition(NO_FACTS, fact({ status: "reversed" }))
  const paid = transition(reversed.facts, fact({ status: "paid" }))
  expect([reversed.outcome, reversed.after.status, reversed.after.certainty]).toEqual([
    "applied",
    "reversed",
    "confirmed",
  ])
  expect(paid).toMatchObject({ outcome: "refused", because: "late", after: { status: "reversed" } })
})

test("presumed paid, then paid by the provider: the same status, now confirmed, is told", () => {
  const presumed = transition(NO_FACTS, fact({ status: "paid", tier: "presumed" }))
  expect(presumed.after.certainty).toBe("presumed")
  const told = transition(presumed.facts, fact({ status: "paid" }))
  expect(told).toMatchObject({ outcome: "applied", after: { certainty: "confirmed" } })
})

test("a payout that only an operator announced is presumed until the provider speaks", () => {
  const announced = transition(NO_FACTS, fact({ status: "pending", tier: "operator" }))
  expect(announced.after.certainty).toBe("presumed")
  const heard = transition(announced.facts, fact({ status: "pending" }))
  expect(heard).toMatchObject({ outcome: "applied", after: { certainty: "confirmed" } })
})

test.each<{ first: Tier; second: Tier }>([
  { first: "operator", second: "webhook" },
  { first: "operator", second: "read" },
])("paid by $second after an operator's failed applies and may be paid twice", (each) => {
  const failed = transition(NO_FACTS, fact({ status: "failed", tier: each.first }))
  const paid = transition(failed.facts, fact({ status: "paid", tier: each.second }))
  expect(paid).toMatchObject({
    outcome: "applied",
    after: { status: "paid", doublePayment: true, conflict: false },
  })
  const back = transition(paid.facts, fact({ status: "reversed", tier: each.second }))
  expect(back.after).toMatchObject({ status: "reversed", doublePayment: false })
})

test("a conflict of webhooks is settled by what the provider answers, either way", () => {
  const paid = transition(NO_FACTS, fact({ status: "paid" }))
  const both = transition(paid.facts, fact({ status: "failed" }))
  expect(both.after).toMatchObject({ status: "paid", conflict: true })
  for (const status of ["paid", "failed"] as const) {
    const asked = transition(both.facts, fact({ status, tier: "read" }))
    expect(asked.after).toMatchObject({ status, conflict: false })
  }
})

describe("facts that differ never tie, so that the first to come is no better", () => {
  const failure = { code: "refused", providerCode: null, providerReason: null } as const
  test.each<{ of: string; a: Fact; b: Fact }>([
    {
      of: "a code that is empty and one that is absent",
      a: fact({ status: "failed", failure }),
      b: fact({ status: "failed", failure: { ...failure, providerCode: "" } }),
    },
    {
      of: "a reason foreign to the status and none",
      a: fact({ status: "paid" }),
      b: fact({ status: "paid", reason: "delayed" }),
    },
    {
      of: "two failures of one moment",
      a: fact({ status: "failed", failure, order: "2026-11-21T09:00:00.000Z" }),
      b: fact({
        status: "failed",
        failure: { ...failure, providerReason: "Rejected" },
        order: "2026-11-21T09:00:00.000Z",
      }),
    },
  ])("$of", ({ a, b }) => {
    const ends = [
      [a, b],
      [b, a],
    ].map((facts) => {
      return standingOf(facts.reduce((table, each) => transition(table, each).facts, NO_FACTS))
    })
    expect(ends[0]).toEqual(ends[1])
  })
})

test("the provider's later failure is shown, whichever comes first", () => {
  const at = (minute: number, providerCode: string): Fact =>
    fact({
      status: "failed",
      order: `2026-11-21T09:0${minute}:00.000Z`,
      failure: { code: "unknown", providerCode, providerReason: null },
    })
  const early = transition(transition(NO_FACTS, at(2, "LATER")).facts, at(1, "SOONER"))
  expect(early).toMatchObject({ outcome: "refused", after: { failure: { providerCode: "LATER" } } })
  const late = transition(transition(NO_FACTS, at(1, "SOONER")).facts, at(2, "LATER"))
  expect(late).toMatchObject({ outcome: "applied", after: { failure: { providerCode: "LATER" } } })
})

function fact(told: Partial<Fact> & Pick<Fact, "status">): Fact {
  return { tier: "webhook", reason: null, failure: null, order: null, ...told }
}
