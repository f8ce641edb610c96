import { expect, test } from "vitest"

import { PROVIDERS } from "../providers/index.ts"
import { bareClaim, claimOf, judgeClaim } from "./claim.ts"
import type { PaidoutEvent, PaymentEvent } from "./event.ts"

const samples = new Map<string, PaidoutEvent>(
  PROVIDERS.flatMap(({ name, samples: made }) =>
    Object.entries(made).map(([word, sample]) => [`${name} ${word}`, sample()] as const),
  ),
)

function sample(name: string): PaidoutEvent {
  const made = samples.get(name)
  if (made === undefined) throw new Error(`no sample ${name}`)
  return made
}

const payout = (status: string) =>
  ({ ...sample("xendit payout.succeeded"), providerId: "po-1", status }) as PaidoutEvent
const batch = (status: string) =>
  ({ ...sample("pivot payout.done"), providerId: "b-1", status }) as PaidoutEvent

test.each([
  ["xendit payout.succeeded", "paid"],
  ["xendit payout.reversed", "reversed"],
  ["xendit v3_payout.pending_compliance", null],
  ["pivot payout.delayed", null],
  ["pivot payout.done", "done"],
  ["pivot payout.cancelled", "cancelled"],
  ["pivot payout.pending", null],
  ["pivot payment.processing", null],
  ["pivot payment.cancelled", "cancelled"],
])("%s claims %s", (name, claim) => {
  expect(claimOf(sample(name))).toBe(claim)
})

test("two charges of one session are two claims", () => {
  const charge = sample("pivot charge.success") as PaymentEvent
  const other = { ...charge, paidCharge: "another" }
  expect(claimOf(charge)).toBe(`charge_paid ${charge.paidCharge}`)
  expect(claimOf({ ...other, status: "paid" })).toBe("paid charge_paid another")
})

const STATUSES = ["pending", "processing", "paid", "failed", "cancelled", "reversed"]
/** What is read, of each claim: c confirmed, x contradicted, . open. */
const TABLE = {
  //          pend proc paid fail canc reve
  paid: /* */ "..cxxc",
  failed: /**/ "..xcxx",
  cancelled: "..xxcx",
  reversed: "...xxc",
} as const

test.each(Object.entries(TABLE))("a claim of %s, by what is read", (claimed, row) => {
  const words = { c: "confirmed", x: "contradicted", ".": "open" }
  for (const [index, read] of STATUSES.entries()) {
    const judged = judgeClaim(payout(claimed), [payout(read)])
    expect([read, judged]).toEqual([read, words[row[index] as keyof typeof words]])
  }
})

test("of a batch done and cancelled contradict one another", () => {
  expect(judgeClaim(batch("done"), [batch("done")])).toBe("confirmed")
  expect(judgeClaim(batch("done"), [batch("cancelled")])).toBe("contradicted")
  expect(judgeClaim(batch("done"), [batch("processing")])).toBe("open")
})

test("only what is read of the same thing counts", () => {
  const other = { ...payout("paid"), providerId: "po-2" } as PaidoutEvent
  expect(judgeClaim(payout("paid"), [other])).toBe("open")
  expect(judgeClaim(payout("paid"), [other, payout("paid")])).toBe("confirmed")
  expect(judgeClaim(payout("paid"), [])).toBe("open")
})

test("a charge is confirmed by the session that holds it, paid, of the same amount", () => {
  const claim = sample("pivot charge.success") as PaymentEvent
  const [charge] = claim.charges
  if (charge === undefined) throw new Error("the sample has no charge")
  const session = (changes: object, status = "processing") =>
    ({
      ...{ ...claim, status, paidCharge: null, wireEvent: "PAYMENT.PROCESSING" },
      charges: [{ ...charge, ...changes }],
    }) as PaymentEvent
  expect(judgeClaim(claim, [session({})])).toBe("confirmed")
  expect(judgeClaim(claim, [session({ status: "PENDING", paidAt: null })])).toBe("open")
  expect(judgeClaim(claim, [session({ providerId: "another" })])).toBe("open")
  expect(judgeClaim(claim, [session({ providerId: "another" }, "cancelled")])).toBe("contradicted")
  const amount = { amount: 10n, currency: "IDR" }
  expect(judgeClaim(claim, [session({ amount })])).toBe("contradicted")
  const closing = { ...claim, status: "paid" } as PaymentEvent
  expect(judgeClaim(closing, [session({})])).toBe("open")
  expect(judgeClaim(closing, [session({}, "paid")])).toBe("confirmed")
})

test("of a confirmed claim only the word is applied; all else is what was read", () => {
  const forged = { amount: 999n, currency: "IDR" }
  const claim = {
    ...payout("paid"),
    ...{ amount: forged, reference: "forged", aliases: ["forged"], batchProviderId: "forged" },
    ...{ order: "9999", details: { description: "forged" } },
  } as PaidoutEvent
  const bare = bareClaim(claim, [{ ...payout("paid"), amount: null } as PaidoutEvent])
  expect(
    JSON.stringify(bare, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
  ).not.toMatch(/forged|999/)
  expect(bare).toMatchObject({ status: "paid", key: claim.key, wireEvent: claim.wireEvent })
  expect(bareClaim(claim, [payout("paid")])).toMatchObject({ amount: forged })

  expect(bareClaim(batch("done"), [batch("done")])).toMatchObject({ counters: null })

  const charge = sample("pivot charge.success") as PaymentEvent
  const [paid] = charge.charges
  if (paid === undefined) throw new Error("the sample has no charge")
  const loud = {
    ...charge,
    charges: [
      { ...paid, amount: forged },
      { ...paid, providerId: "more" },
    ],
  }
  const bareCharge = bareClaim({ ...loud, metadata: { forged: true } }, [charge])
  expect(bareCharge).toMatchObject({ charges: [paid], paidCharge: paid.providerId })
  expect(bareCharge).not.toHaveProperty("metadata")
})
