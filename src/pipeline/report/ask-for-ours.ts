import type { DayPayout } from "../../ledger/day-payout.ts"
import { listDayBatches, type DayBatch } from "../../ledger/list-day-batches.ts"
import { listDayPayouts } from "../../ledger/list-day-payouts.ts"
import { listDayPayoutsOfBatch } from "../../ledger/list-day-payouts-of-batch.ts"
import type { Finding } from "../../providers/api.ts"
import type { Reconciliation } from "../../reconcile/reconciliation.ts"
import type { Askable } from "../poll/provider-asker.ts"
import { readUnit, type Unit } from "./read-unit.ts"
import type { ReconciliationContext, ReconciliationLimits, Turn } from "./reconciliation-context.ts"
import { recordOurs } from "./record-ours.ts"
import { recordReconciliationStep } from "./record-reconciliation-step.ts"
import { whyUnasked } from "../poll/why-unasked.ts"
import { inRoom, isOver, waitAfter, waitForRoom } from "./wait-for-provider.ts"

export interface Span {
  readonly limits: ReconciliationLimits
  readonly endsAtMs: number
}

/** The first phase: our payouts of the day are asked for, unit by unit, in the order of their ids. */
export async function askForOurs(
  context: ReconciliationContext,
  at: Reconciliation,
  span: Span,
): Promise<Turn> {
  const found = await findAsker(context, at, span.limits)
  if (found.outcome === "wait") return found
  const asker =
    found.outcome === "askable"
      ? { askable: found, whyUnasked: null }
      : { askable: null, whyUnasked: found.finding }
  const units = await nextUnits(context, at, span.limits)
  if (units === "end") return recordReconciliationStep(context, at, async () => THEIRS)
  let turn: Turn = { outcome: "stepped", at }
  for (const unit of units) {
    turn = await reconcileUnit(context, turn.at, { unit, ...asker, ...span })
    if (turn.outcome !== "stepped" || isOver(context, span.endsAtMs)) return turn
  }
  return turn
}

const THEIRS = { phase: "theirs", place: "" } as const

interface Unasked {
  readonly outcome: "unasked"
  readonly finding: Finding
}

async function findAsker(
  context: ReconciliationContext,
  at: Reconciliation,
  limits: ReconciliationLimits,
): Promise<Askable | Unasked | Extract<Turn, { outcome: "wait" }>> {
  const asker = await context.asker.find(at)
  if (asker.outcome === "askable") return asker
  const why = await whyUnasked(context, at, asker)
  if (why !== undefined) return { outcome: "unasked", finding: why }
  const { finding, detail } = asker
  const waitingFor = { finding, detail }
  return { outcome: "wait", at, dueInMs: limits.lookMs, tries: at.tries, waitingFor }
}

async function reconcileUnit(
  context: ReconciliationContext,
  at: Reconciliation,
  asking: {
    readonly unit: Unit
    readonly askable: Askable | null
    readonly whyUnasked: Finding | null
  } & Span,
): Promise<Turn> {
  const { unit, askable, whyUnasked: why, limits } = asking
  const read = await inRoom(context, asking.endsAtMs, () =>
    readUnit(context, at, { unit, askable }),
  )
  switch (read.outcome) {
    case "no_room":
      return waitForRoom(at, read.waitMs)
    case "stopped": {
      const { verdict } = read
      const isGivenUp = verdict === "retry" && at.tries + 1 >= limits.triesMax
      if (!isGivenUp) return waitAfter(at, read, limits)
      break
    }
    case "read":
      break
    default:
      return read satisfies never
  }
  return recordOurs(context, at, { unit, askable, whyUnasked: why, reads: read.reads })
}

/** What comes after the place, at most a page; `end`: nothing. */
async function nextUnits(
  context: ReconciliationContext,
  at: Reconciliation,
  { pageMax, batchMax }: ReconciliationLimits,
): Promise<readonly Unit[] | "end"> {
  const { merchantId, sourceId, day, id: reconciliationId, place } = at
  const of = { merchantId, sourceId, day, reconciliationId, limit: pageMax }
  if (!place.startsWith("batch:")) {
    const after = place === "" ? null : place.slice("payout:".length)
    const payouts = await listDayPayouts(context.pool, { ...of, after })
    if (payouts.length > 0) return unitsOf(context, at, { payouts, batchMax })
  }
  const after = place.startsWith("batch:") ? place.slice("batch:".length) : null
  const batches = await listDayBatches(context.pool, { ...of, after })
  return batches.length === 0 ? "end" : batches.map(emptyBatch)
}

/** A bulk payout is read whole, with all of its payouts of the day; any other payout alone. */
async function unitsOf(
  context: ReconciliationContext,
  at: Reconciliation,
  page: { readonly payouts: readonly DayPayout[]; readonly batchMax: number },
): Promise<readonly Unit[]> {
  const { merchantId, day, id: reconciliationId } = at
  const { batchMax } = page
  const units: Unit[] = []
  const seen = new Map<string, "whole" | "too_large">()
  for (const payout of page.payouts) {
    const { batchId, batchProviderId } = payout
    const place = `payout:${payout.id}`
    const alone: Unit = { payouts: [payout], batch: null, place }
    if (batchId === null || batchProviderId === null) {
      units.push(alone)
      continue
    }
    const before = seen.get(batchId)
    if (before === "whole") continue
    const of = { merchantId, batchId, day, reconciliationId, limit: batchMax + 1 }
    const payouts = before === "too_large" ? [] : await listDayPayoutsOfBatch(context.pool, of)
    const isWhole = payouts.length > 0 && payouts.length <= batchMax
    seen.set(batchId, isWhole ? "whole" : "too_large")
    const batch = { id: batchId, providerId: batchProviderId }
    units.push(isWhole ? { payouts, batch, place } : alone)
  }
  return units
}

/** One of which the ledger knows no payout of the day: its items may all be missing here. */
function emptyBatch(batch: DayBatch): Unit {
  return { payouts: [], batch, place: `batch:${batch.id}` }
}
