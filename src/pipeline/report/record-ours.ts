import type { DayPayout } from "../../ledger/day-payout.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { FINDINGS, type Finding, type ReadResult } from "../../providers/api.ts"
import { noteReadBatch } from "../../reconcile/note-read-batch.ts"
import type { Reconciliation } from "../../reconcile/reconciliation.ts"
import { READ_VERDICTS } from "./judge-read.ts"
import { matchToldPayouts } from "./match-told-payouts.ts"
import type { Askable } from "../poll/provider-asker.ts"
import { askedPayout, type Unit, type UnitRead } from "./read-unit.ts"
import type { ReconciliationContext, Turn } from "./reconciliation-context.ts"
import type { ReconciliationNews, Told } from "./reconciliation-news.ts"
import { recordReconciliationStep } from "./record-reconciliation-step.ts"
import { isOfSource, tellReading } from "../poll/tell-reading.ts"

/**
 * Keeps what a unit's reads differ in from the ledger as it was, and tells the ledger: the next
 * report of the day finds it mended.
 */
export function recordOurs(
  context: ReconciliationContext,
  at: Reconciliation,
  read: {
    readonly unit: Unit
    readonly askable: Askable | null
    /** Where nothing is asked at all. */
    readonly whyUnasked: Finding | null
    readonly reads: readonly UnitRead[]
  },
): Promise<Turn> {
  const { unit, askable, whyUnasked, reads } = read
  const { merchantId, sourceId } = at
  return recordReconciliationStep(context, at, async (client, { news, now, later }) => {
    const result = together(reads.map((each) => each.result))
    const events = payoutEvents(result, askable)
    const ids = unit.payouts.map(({ id }) => id)
    const matches = await matchToldPayouts(client, { merchantId, sourceId, events, ids })
    const told = new Map(matches.matched.map(({ event, ours }) => [ours?.id, event]))
    const findingOf = findingsOf(reads)
    for (const before of unit.payouts) {
      news.checked += 1
      const after = matches.now.get(before.id) ?? before
      const event = told.get(before.id)
      if (event) news.compare(before, after, toldBy(event, "api"))
      else noteUntold(news, after, whyUnasked ?? findingOf(before, askable))
    }
    for (const { event, ours } of matches.matched) {
      if (ours === undefined) news.missingHere(toldBy(event, "api"), event.providerId)
    }
    const place = { place: unit.place }
    if (unit.batch !== null) {
      const batch = { merchantId, id: at.id, batchId: unit.batch.id }
      later(() => noteReadBatch(client, batch))
      if (result.events.length > 0) news.tellers.add("batches")
    }
    if (askable === null || result.answers.length === 0) return place
    const { source } = askable
    const { queued } = await tellReading(client, { source, result, now, later }, context)
    return { ...place, queued }
  })
}

/** What an event says, as a report keeps it. */
export function toldBy(event: PayoutEvent, by: "api" | "list"): Told {
  const { status, amount, providerId, reference } = event
  return { status, amount, providerId, reference, by }
}

/** The events of payouts that are this source's own: test and live, and accounts, never mix. */
export function payoutEvents(
  { events }: ReadResult,
  askable: Askable | null,
): readonly PayoutEvent[] {
  return events
    .filter((event) => event.subject === "payout")
    .filter((event) => askable === null || isOfSource(event, askable.source))
}

function noteUntold(news: ReconciliationNews, ours: DayPayout, finding: Finding): void {
  if (READ_VERDICTS[finding.kind] === "missing_there") news.missingThere(ours, finding.detail)
  else news.notChecked(ours, finding.detail)
}

/** Why the provider told nothing of a payout. */
function findingsOf(
  reads: readonly UnitRead[],
): (payout: DayPayout, askable: Askable | null) => Finding {
  const known = new Map<string, Finding>()
  for (const { plan, result } of reads) {
    const ofAll = result.findings.find(({ asked }) => asked === null) ?? NOT_TOLD
    const own = new Map(result.findings.map((finding) => [finding.asked, finding]))
    for (const [index, asked] of plan.asked.entries()) {
      known.set(JSON.stringify(asked), own.get(index) ?? ofAll)
    }
  }
  return (payout, askable) => {
    const asked = askedPayout(payout)
    if (askable === null || !askable.api.canAsk(asked)) return CANNOT_BE_ASKED
    return known.get(JSON.stringify(asked)) ?? NOT_TOLD
  }
}

const CANNOT_BE_ASKED: Finding = {
  kind: "cannot_be_asked",
  asked: null,
  detail: FINDINGS.cannot_be_asked,
}
const NOT_TOLD: Finding = {
  kind: "answer_misread",
  asked: null,
  detail: "The provider's answer does not tell of it.",
}

/** Reads of one unit are told together: of a payout or batch that several tell of, once. */
function together(results: readonly ReadResult[]): ReadResult {
  return {
    calls: results.reduce((sum, { calls }) => sum + calls, 0),
    events: results.flatMap(({ events }) => events),
    answers: results.flatMap(({ answers }) => answers),
    findings: results.flatMap(({ findings }) => findings),
    retryAfterMs: null,
  }
}
