import { createHash } from "node:crypto"

import type { Fact } from "../../src/payout/facts.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import type { PayoutStatus, Reason, Tier } from "../../src/payout/status.ts"
import { isFinal, modelStanding, type ModelStanding } from "../rules/ledger-model.ts"
import type { SentWebhook, Simulation } from "./simulation.ts"

interface PayoutRow {
  readonly id: string
  readonly source_id: string
  readonly provider_id: string
  readonly status: PayoutStatus
  readonly reason: Reason | null
  readonly certainty: string
  readonly sequence: number
  readonly amount: string
}

interface EntryRow {
  readonly subject_id: string
  readonly applied: boolean
  readonly sequence: number | null
  readonly status: PayoutStatus
  readonly previous_status: string | null
  readonly reason: Reason | null
  readonly via: string
  readonly tier: Tier
  readonly wire_event: string
  readonly recorded_at: Date
}

/** Where a payout stands, and every standing that what may have been heard allows. */
export interface PayoutStanding {
  readonly payoutId: string
  readonly providerId: string
  readonly allowed: readonly ModelStanding[]
}

const DAY_MS = 24 * 60 * 60_000
const AUTHORITY: Readonly<Record<Tier, number>> = { presumed: 0, operator: 1, webhook: 2, read: 3 }

/**
 * Each payout stands where an independent model of the rules puts it, given what the hub was told;
 * its history is gapless; no fact was applied twice; money is what the provider said; a payout that
 * nobody told of is not there.
 */
export async function checkLedger(
  simulation: Simulation,
  told: readonly SentWebhook[],
): Promise<{ readonly broken: readonly string[]; readonly standings: readonly PayoutStanding[] }> {
  const payouts = await simulation.rows<PayoutRow>(
    "select id, source_id, provider_id, status, reason, certainty, sequence, amount from payouts order by id",
  )
  const entries = await simulation.rows<EntryRow>(`
    select subject_id, applied, sequence, status, previous_status, reason, via, tier, wire_event,
      recorded_at
    from history order by subject_id, sequence nulls last, id`)
  const entriesOf = Map.groupBy(entries, (entry) => entry.subject_id)
  const keys = await simulation.rows<{ source_id: string; key_hash: string }>(
    "select source_id, key_hash from event_keys",
  )
  const known = new Set(keys.map((key) => `${key.source_id} ${key.key_hash}`))
  const broken: string[] = []
  const standings: PayoutStanding[] = []
  const twins = Map.groupBy(payouts, ({ source_id, provider_id }) => `${source_id} ${provider_id}`)
  for (const [name, same] of twins) if (same.length > 1) broken.push(`${name} has a twin`)
  for (const row of payouts) {
    const own = entriesOf.get(row.id) ?? []
    const name = `payout ${row.provider_id}`
    const made = simulation.providers.payouts.find(
      ({ source, providerId }) => source.id === row.source_id && providerId === row.provider_id,
    )
    if (made === undefined) {
      broken.push(`${name} was never made`)
      continue
    }
    broken.push(...faultsOfHistory(row, own).map((fault) => `${name} ${fault}`))
    const amount = made.life[0]?.amount?.amount ?? 0n
    const exact = `${amount / 10_000n}.${String(amount % 10_000n).padStart(4, "0")}`
    if (row.amount !== exact) broken.push(`${name} has the amount ${row.amount}, not ${exact}`)
    const events = told.flatMap(({ sourceId, event }) =>
      event !== null && sourceId === row.source_id && event.providerId === row.provider_id
        ? event
        : [],
    )
    const believed = made.source.isConfirmed
      ? events.filter(({ status }) => !isFinal(status))
      : events
    for (const event of believed) {
      if (!known.has(`${row.source_id} ${keyHash("webhook", event)}`)) {
        broken.push(`${name}: the key of ${event.wireEvent} is not kept`)
      }
    }
    const allowed = allowedStandings(simulation, row, { believed, entries: own })
    standings.push({ payoutId: row.id, providerId: row.provider_id, allowed })
    const isAllowed = allowed.some(
      ({ status, reason, certainty }) =>
        status === row.status && reason === row.reason && certainty === row.certainty,
    )
    if (!isAllowed) {
      const wanted = allowed.map(
        ({ status, reason, certainty }) => `${status} ${reason ?? ""} ${certainty}`,
      )
      broken.push(
        `${name} stands ${row.status} ${row.reason ?? ""} ${row.certainty}, not ${[...new Set(wanted)].join(" or ")}`,
      )
    }
  }
  for (const { sourceId, event } of told) {
    if (event === null) continue
    const isHeld = simulation.sources.some(({ id, isConfirmed }) => id === sourceId && isConfirmed)
    if (!isHeld && !twins.has(`${sourceId} ${event.providerId}`)) {
      broken.push(`payout ${event.providerId} was told and is not there`)
    }
  }
  return { broken, standings }
}

function faultsOfHistory(row: PayoutRow, own: readonly EntryRow[]): readonly string[] {
  const faults: string[] = []
  const applied = own.filter((entry) => entry.applied)
  applied.forEach((entry, index) => {
    if (entry.sequence !== index + 1) faults.push(`has no sequence ${index + 1} in its history`)
    const before = applied[index - 1]?.status ?? null
    if (entry.previous_status !== before) faults.push(`jumps at ${entry.sequence}`)
  })
  if (row.sequence !== applied.length) faults.push("counts another number of changes")
  if (applied.at(-1)?.status !== row.status) faults.push("does not stand where its history ends")
  const facts = applied.map(({ via, wire_event, status }) => `${via} ${wire_event} ${status}`)
  if (new Set(facts).size !== facts.length) faults.push("has a fact applied twice")
  const [first] = own.toSorted((a, b) => a.recorded_at.getTime() - b.recorded_at.getTime())
  for (const entry of own.filter(({ via }) => via === "timer")) {
    const waitedMs = entry.recorded_at.getTime() - (first?.recorded_at.getTime() ?? 0)
    if (waitedMs < 2 * DAY_MS) faults.push("was presumed paid too soon")
  }
  return faults
}

/** By every set of facts that may be the one that was heard. */
function allowedStandings(
  simulation: Simulation,
  row: PayoutRow,
  heard: { readonly believed: readonly PayoutEvent[]; readonly entries: readonly EntryRow[] },
): readonly ModelStanding[] {
  const certain = [
    ...heard.believed.map((event) => factOf(event, "webhook")),
    ...heard.entries.filter(({ via }) => via !== "webhook").map(factOfEntry),
  ]
  const isOfIt = ({ providerId }: { readonly providerId: string | null }) =>
    providerId === row.provider_id
  // What an answer changed is in the history; one that confirmed what was known is not.
  const maybe = unique([
    ...simulation.providers.answers
      .filter(isOfIt)
      .flatMap(({ event }) => (event.providerId === row.provider_id ? factOf(event, "read") : [])),
    ...simulation.calls.filter(isOfIt).flatMap(({ what, outcome }) => {
      if (outcome === "refused" || what === "other") return []
      const status = { mark_paid: "paid", mark_failed: "failed", announce: "pending" } as const
      return { ...NOTHING, status: status[what], tier: "operator" as const }
    }),
  ]).filter((fact) => !certain.some((each) => textOf(each) === textOf(fact)))
  const standings: ModelStanding[] = []
  for (let set = 0; set < 2 ** maybe.length; set += 1) {
    const facts = [...certain, ...maybe.filter((_, place) => (set & (1 << place)) !== 0)]
    if (facts.length > 0) standings.push(modelStanding(facts))
  }
  return standings
}

const NOTHING = { reason: null, failure: null, order: null }

function factOf(event: PayoutEvent, tier: Tier): Fact {
  const { status, reason, failure, order } = event
  return { status, reason, failure, order, tier }
}

function factOfEntry({ status, reason, tier }: EntryRow): Fact {
  return { ...NOTHING, status, reason, tier }
}

function unique(facts: readonly Fact[]): readonly Fact[] {
  return [...new Map(facts.map((fact) => [textOf(fact), fact])).values()].toSorted(
    (a, b) => AUTHORITY[b.tier] - AUTHORITY[a.tier],
  )
}

function textOf({ status, reason, tier }: Fact): string {
  return `${status} ${reason ?? ""} ${tier}`
}

/** As the design has it: the first 128 bits of SHA-256 over tier and meaning. */
function keyHash(tier: Tier, event: PayoutEvent): string {
  const hex = createHash("sha256").update(`${tier}:payout:${event.key}`).digest("hex")
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
