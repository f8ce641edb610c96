/** What may be told of one payout: lawful paths of each provider, and everything that spoils them. */
import fc from "fast-check"
import type { Fact } from "../../src/payout/facts.ts"
import type { Failure, FailureCode } from "../../src/payout/failure.ts"
import { PAYOUT_STATUSES, TIERS } from "../../src/payout/status.ts"
import type { PayoutStatus, Reason, Tier } from "../../src/payout/status.ts"

interface Word {
  readonly status: PayoutStatus
  readonly reason?: Reason
  /** The provider's words that may follow this one. */
  readonly next: readonly string[]
}

interface Wire {
  readonly words: Readonly<Record<string, Word>>
  readonly first: readonly string[]
  /** Its order of facts, as text, or null where it has none. */
  readonly orderAt: (place: number) => string | null
  readonly tiers: readonly Tier[]
}

const none = (): null => null
const updated = (place: number): string => `2026-11-21T08:0${place % 10}:00.000Z`
const sequenceNumber = (place: number): string => String(place + 1).padStart(12, "0")

const xenditWords = {
  ACCEPTED: {
    status: "pending",
    next: ["PENDING_COMPLIANCE", "REQUESTED", "ROUTING", "FAILED", "CANCELLED"],
  },
  PENDING_COMPLIANCE: {
    status: "pending",
    reason: "compliance_review",
    next: ["ROUTING", "REQUESTED", "REJECTED", "COMPLIANCE_REJECTED", "CANCELLED"],
  },
  ROUTING: { status: "processing", next: ["REQUESTED", "CANCELLED"] },
  REQUESTED: {
    status: "processing",
    next: ["READY", "SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"],
  },
  READY: {
    status: "processing",
    reason: "ready_for_pickup",
    next: ["LOCKED", "EXPIRED", "CANCELLED"],
  },
  LOCKED: { status: "processing", reason: "ready_for_pickup", next: ["SUCCEEDED", "EXPIRED"] },
  SUCCEEDED: { status: "paid", next: ["REVERSED"] },
  FAILED: { status: "failed", next: [] },
  REJECTED: { status: "failed", next: [] },
  COMPLIANCE_REJECTED: { status: "failed", next: [] },
  CANCELLED: { status: "cancelled", next: [] },
  EXPIRED: { status: "cancelled", reason: "expired", next: [] },
  REVERSED: { status: "reversed", next: [] },
} as const satisfies Wire["words"]

export const WIRES = {
  pivot: {
    words: {
      PENDING: {
        status: "pending",
        reason: "insufficient_balance",
        next: ["DELAYED", "SUCCESS", "FAILED", "CANCELLED"],
      },
      DELAYED: { status: "processing", reason: "delayed", next: ["SUCCESS", "FAILED"] },
      SUCCESS: { status: "paid", next: [] },
      FAILED: { status: "failed", next: [] },
      CANCELLED: { status: "cancelled", next: [] },
    },
    first: ["PENDING", "DELAYED", "SUCCESS", "FAILED", "CANCELLED"],
    orderAt: none,
    tiers: ["webhook", "read"],
  },
  xendit: { words: xenditWords, first: ["ACCEPTED"], orderAt: updated, tiers: ["webhook", "read"] },
  adyenClassic: {
    words: {
      THIRDPARTY_TRUE: { status: "processing", next: ["DECLINE", "EXPIRE", "PAIDOUT_REVERSED"] },
      THIRDPARTY_FALSE: { status: "failed", next: [] },
      THIRDPARTY_INSTANT: { status: "paid", next: [] },
      REFUND_WITH_DATA_TRUE: { status: "processing", next: ["PAIDOUT_REVERSED"] },
      REFUND_WITH_DATA_FALSE: { status: "failed", next: [] },
      DECLINE: { status: "cancelled", reason: "declined", next: [] },
      EXPIRE: { status: "cancelled", reason: "expired", next: [] },
      PAIDOUT_REVERSED: { status: "reversed", next: [] },
    },
    first: [
      "THIRDPARTY_TRUE",
      "THIRDPARTY_FALSE",
      "THIRDPARTY_INSTANT",
      "DECLINE",
      "EXPIRE",
      "REFUND_WITH_DATA_TRUE",
      "REFUND_WITH_DATA_FALSE",
    ],
    orderAt: none,
    tiers: ["webhook"],
  },
  adyenTransfers: {
    words: {
      received: { status: "pending", next: ["authorised", "refused", "failed"] },
      authorised: { status: "processing", next: ["booked", "failed"] },
      booked: { status: "processing", reason: "booked", next: ["credited", "failed", "returned"] },
      credited: { status: "paid", next: ["returned"] },
      failed: { status: "failed", next: [] },
      refused: { status: "failed", next: [] },
      returned: { status: "reversed", next: [] },
    },
    first: ["received"],
    orderAt: sequenceNumber,
    tiers: ["webhook", "read"],
  },
} as const satisfies Record<string, Wire>
export type WireName = keyof typeof WIRES

export interface Story {
  readonly wire: WireName
  /** What the provider says on one lawful path, as far as we heard it, in its order. */
  readonly lawful: readonly Fact[]
  /** Timers, operators, contradictions. */
  readonly spoilers: readonly Fact[]
  /** Everything told, some of it more than once, in two arrangements. */
  readonly arrangements: readonly [readonly Fact[], readonly Fact[]]
}

const failure = (code: FailureCode, providerCode: string | null): Failure => ({
  code,
  providerCode,
  providerReason: null,
})
const FAILURES: readonly (Failure | null)[] = [
  null,
  failure("destination_invalid", "INVALID_DESTINATION"),
  failure("temporary_error", null),
  failure("temporary_error", ""),
]
const REASONS_BY_STATUS: Readonly<Record<PayoutStatus, readonly (Reason | null)[]>> = {
  pending: [null, "awaiting_review", "insufficient_balance", "compliance_review"],
  processing: [null, "ready_for_pickup", "delayed", "booked"],
  paid: [null],
  failed: [null],
  cancelled: [null, "declined", "expired"],
  reversed: [null],
}

/** Any fact at all, also one that nobody should ever tell. */
export const anyFact: fc.Arbitrary<Fact> = fc
  .tuple(
    fc.constantFrom(...PAYOUT_STATUSES),
    fc.constantFrom(...TIERS),
    fc.nat(11),
    fc.nat(3),
    fc.nat(3),
  )
  .map(([status, tier, step, failed, moment]) => {
    const reasons = REASONS_BY_STATUS[status]
    return {
      status,
      tier,
      reason: reasons[step % reasons.length] ?? null,
      failure: status === "failed" || status === "reversed" ? (FAILURES[failed] ?? null) : null,
      order: moment === 0 ? null : updated(moment),
    }
  })

const OPERATORS_WORDS: readonly PayoutStatus[] = ["failed", "paid", "cancelled", "reversed"]
const operatorsFact = fc
  .constantFrom(...OPERATORS_WORDS)
  .map((status): Fact => ({ status, tier: "operator", reason: null, failure: null, order: null }))
const presumption: Fact = {
  status: "paid",
  tier: "presumed",
  reason: null,
  failure: null,
  order: null,
}
const spoiler = fc.oneof(
  { arbitrary: operatorsFact, weight: 2 },
  { arbitrary: fc.constant(presumption), weight: 2 },
  { arbitrary: anyFact, weight: 3 },
)

const heardBy = fc.constantFrom(0, 0, 1, 1, 2, 3)
const place = fc.tuple(fc.nat(11), heardBy, fc.nat(3))

export const story: fc.Arbitrary<Story> = fc
  .record({
    wire: fc.constantFrom(...(Object.keys(WIRES) as readonly WireName[])),
    ordered: fc.boolean(),
    walk: fc.array(place, { minLength: 1, maxLength: 7 }),
    spoilers: fc.oneof(fc.constant([]), fc.array(spoiler, { maxLength: 4 })),
    again: fc.array(fc.nat(30), { maxLength: 4 }),
    shuffles: fc.array(fc.tuple(fc.nat(9999), fc.nat(9999)), { minLength: 22, maxLength: 22 }),
  })
  .map(({ wire, ordered, walk, spoilers, again, shuffles }) => {
    const lawful = lawfulFacts(WIRES[wire], walk, ordered)
    const once = [...lawful, ...spoilers]
    const told = [...once, ...again.map((index) => once[index % once.length]!)]
    const arranged = (shuffle: 0 | 1): readonly Fact[] =>
      told
        .map((fact, index) => ({ fact, key: shuffles[index]?.[shuffle] ?? 0 }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ fact }) => fact)
    return { wire, lawful, spoilers, arrangements: [arranged(0), arranged(1)] }
  })

/** Its last word is always heard, so that no story is empty. */
function lawfulFacts(
  wire: Wire,
  walk: readonly (readonly [choice: number, heardBy: number, failed: number])[],
  ordered: boolean,
): readonly Fact[] {
  const facts: Fact[] = []
  let words = wire.first
  for (const [index, [choice, heard, failed]] of walk.entries()) {
    const word = wire.words[words[choice % words.length]!]!
    const last = index === walk.length - 1 || word.next.length === 0
    const tiers = wire.tiers.filter((_, bit) => ((heard >> bit) & 1) === 1)
    for (const tier of last && tiers.length === 0 ? wire.tiers.slice(0, 1) : tiers) {
      facts.push({
        status: word.status,
        tier,
        reason: word.reason ?? null,
        failure: word.status === "failed" ? (FAILURES[failed] ?? null) : null,
        order: ordered ? wire.orderAt(index) : null,
      })
    }
    if (last) break
    words = word.next
  }
  return facts
}
