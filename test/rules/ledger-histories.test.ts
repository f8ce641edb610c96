import assert from "node:assert/strict"
import { isDeepStrictEqual } from "node:util"
import fc from "fast-check"
import { expect, test } from "vitest"
import { NO_FACTS, type Fact } from "../../src/payout/facts.ts"
import type { Standing } from "../../src/payout/standing.ts"
import { PAYOUT_STATUSES, TIERS } from "../../src/payout/status.ts"
import { transition, type Transition } from "../../src/payout/transition.ts"
import { isFinal, isLegalStep, isOfProvider, modelStanding, refusalsOf } from "./ledger-model.ts"
import { story, type Story } from "./ledger-stories.ts"

const histories = Number(process.env["HISTORIES"] ?? 5000)
const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31)

/** What was seen at least once in each history: a property over cases that never come is empty. */
const seen = new Map<string, number>()

test(
  `${histories} histories, each in two arrangements, end where the model says (SEED=${seed})`,
  {
    timeout: 60_000 + histories * 10,
  },
  () => {
    process.stdout.write(`ledger histories: HISTORIES=${histories} SEED=${seed}\n`)
    fc.assert(
      fc.property(story, (told) => {
        const [ends, other] = told.arrangements.map(tell)
        assert.deepEqual(other, ends, "another arrangement of the same facts ends elsewhere")
        assertLawfulPathStands(told)
      }),
      { numRuns: histories, seed },
    )
    const rare = [...CASES].filter((name) => (seen.get(name) ?? 0) < Math.floor(histories / 1000))
    expect(rare).toEqual([])
  },
)

test("two facts of any status and tier stand as the model says, whichever comes first", () => {
  const lone = lonelyFacts()
  for (const a of lone) for (const b of lone) assert.deepEqual(tell([a, b]), tell([b, a]))
  expect(lone).toHaveLength(24)
})

test("three facts of any status and tier stand as the model says, in each of their six orders", () => {
  const lone = lonelyFacts()
  let sets = 0
  for (const [i, a] of lone.entries()) {
    for (const [j, b] of lone.slice(0, i).entries()) {
      for (const c of lone.slice(0, j)) {
        const ends = tell([a, b, c])
        for (const order of [
          [a, c, b],
          [b, a, c],
          [b, c, a],
          [c, a, b],
          [c, b, a],
        ]) {
          assert.deepEqual(tell(order), ends)
        }
        sets += 1
      }
    }
  }
  expect(sets).toBe((24 * 23 * 22) / 6)
})

test("a later telling that names no failure takes none back, whatever a read said between", () => {
  const failure = { code: "destination_invalid", providerCode: "X", providerReason: null } as const
  const named = { status: "failed", tier: "webhook", reason: null, failure, order: null } as const
  const read = { ...named, tier: "read", failure: null } as const
  const later = { ...named, failure: null, order: "2026-11-21T08:01:00.000Z" } as const
  for (const told of [
    [named, read, later],
    [later, read, named],
    [named, later],
  ]) {
    expect(tell(told)).toMatchObject({ status: "failed", failure })
  }
})

test("a final that names no failure leaves the one that the provider named elsewhere", () => {
  const failure = { code: "destination_invalid", providerCode: "X", providerReason: null } as const
  for (const status of ["failed", "reversed", "cancelled"] as const) {
    const named = { status, tier: "webhook", reason: null, failure, order: null } as const
    const bare = { status, tier: "read", reason: null, failure: null, order: null } as const
    const presumed = { ...bare, tier: "operator" } as const
    for (const facts of [
      [named, bare],
      [bare, named],
      [presumed, named, bare],
      [
        { ...named, tier: "read" as const },
        { ...bare, tier: "webhook" as const },
      ],
    ]) {
      expect(tell(facts).failure).toEqual(failure)
    }
  }
  const byOperator = {
    status: "failed",
    tier: "operator",
    reason: null,
    failure,
    order: null,
  } as const
  expect(tell([byOperator, { ...byOperator, tier: "read", failure: null }]).failure).toBeNull()
})

test("a presumed or operator's final gives way to any final of the provider", () => {
  const finals = lonelyFacts().filter((fact) => isFinal(fact.status))
  const ours = finals.filter((fact) => !isOfProvider(fact.tier))
  const theirs = finals.filter((fact) => isOfProvider(fact.tier))
  for (const our of ours) {
    for (const their of theirs) {
      for (const arrangement of [
        [our, their],
        [their, our],
      ]) {
        const ends = tell(arrangement)
        assert.deepEqual(
          [ends.status, ends.certainty, ends.conflict],
          [their.status, "confirmed", false],
        )
      }
    }
  }
  expect([ours.length, theirs.length]).toEqual([8, 8])
})

const CASES = [
  "applied",
  "duplicate",
  "late",
  "outranked",
  "conflict",
  "conflict settled by a read",
  "double payment",
  "presumed, then confirmed",
  "final overruled by another",
  "first heard of as reversed",
  "reversed by a lower tier than paid",
  "lawful",
] as const
type Case = (typeof CASES)[number]

/** Tells the facts one by one, holds every step against the model, and returns where it ends. */
function tell(arrangement: readonly Fact[]): Standing {
  const cases = new Set<Case>()
  let table = NO_FACTS
  let standing: Standing | undefined
  for (const [index, fact] of arrangement.entries()) {
    const before = arrangement.slice(0, index)
    const step = transition(table, fact)
    assert.deepEqual(step.before, standing, "a step begins where the last one ended")
    assertAsModel(step.after, arrangement.slice(0, index + 1))
    assertStep(step, before, fact)
    const again = transition(step.facts, fact)
    assert.equal(again.outcome, "refused", "the same fact again changes something")
    assert.equal(again.facts, step.facts, "the same fact again makes another table")
    assert.deepEqual(again.after, step.after)
    for (const name of casesOf(step, before, fact)) cases.add(name)
    table = step.facts
    standing = step.after
  }
  for (const name of cases) seen.set(name, (seen.get(name) ?? 0) + 0.5)
  assert.ok(standing)
  return standing
}

function assertAsModel(standing: Standing, told: readonly Fact[]): void {
  const { failures, decidedBy: _, ...model } = modelStanding(told)
  const { failure, ...rest } = standing
  assert.deepEqual(rest, model, "the standing is not the model's")
  assert.ok(
    failures.some((each) => isDeepStrictEqual(each, failure)),
    "the failure is not one that the facts that stand name",
  )
}

function assertStep(step: Transition, before: readonly Fact[], fact: Fact): void {
  if (step.outcome === "refused") {
    assert.deepEqual(visible(step.after), visible(step.before), "a refused fact moved the payout")
    const reasons = refusalsOf(before, fact)
    assert.ok(reasons.includes(step.because), `${step.because} should be ${reasons.join(" or ")}`)
    return
  }
  assert.notDeepEqual(visible(step.after), visible(step.before), "an applied fact moved nothing")
  const from = before.length === 0 ? undefined : modelStanding(before)
  assert.ok(isLegalStep(from, step.after, fact), "the applied history is no legal path")
  const cameBack = before.some((each) => each.status === "reversed" && isOfProvider(each.tier))
  assert.ok(!(cameBack && step.after.status === "paid"), "paid is told after the reversal")
}

/** What the outside sees of a standing. */
function visible(standing: Standing | undefined): readonly unknown[] {
  return standing === undefined
    ? []
    : [standing.status, standing.reason, standing.certainty, standing.failure]
}

/** Without timers, operators and contradictions the last word heard of the provider stands. */
function assertLawfulPathStands({ lawful, spoilers, arrangements }: Story): void {
  const ends = tell(arrangements[0].filter((fact) => !spoilers.includes(fact)))
  const last = lawful.at(-1)!
  assert.deepEqual(
    [ends.status, ends.reason, ends.certainty, ends.conflict, ends.doublePayment],
    [last.status, last.reason, "confirmed", false, false],
    "a lawful path ends elsewhere than at its last word",
  )
  seen.set("lawful", (seen.get("lawful") ?? 0) + 1)
}

function casesOf({ outcome, ...step }: Transition, told: readonly Fact[], fact: Fact): Case[] {
  const { before, after } = step
  const settled = before?.conflict === true && !after.conflict && fact.tier === "read"
  const ofReadPaid = told.some((each) => each.status === "paid" && each.tier === "read")
  const found: Partial<Record<Case, boolean>> = {
    [outcome === "refused" && "because" in step ? step.because : "applied"]: true,
    conflict: after.conflict,
    "conflict settled by a read": settled,
    "double payment": after.doublePayment,
    "presumed, then confirmed":
      before?.status === after.status &&
      before.certainty === "presumed" &&
      after.certainty === "confirmed",
    "final overruled by another":
      before !== undefined && isFinal(before.status) && before.status !== after.status,
    "first heard of as reversed": before === undefined && after.status === "reversed",
    "reversed by a lower tier than paid":
      ofReadPaid && fact.tier === "webhook" && outcome === "applied" && after.status === "reversed",
  }
  return CASES.filter((name) => found[name] === true)
}

function lonelyFacts(): readonly Fact[] {
  return PAYOUT_STATUSES.flatMap((status) =>
    TIERS.map((tier) => ({ status, tier, reason: null, failure: null, order: null })),
  )
}
