import type { ListResult } from "../../providers/api.ts"
import { holdCalls } from "../../reconcile/hold-calls.ts"
import type { Reconciliation } from "../../reconcile/reconciliation.ts"
import { reserveCalls } from "../../reconcile/reserve-calls.ts"
import type { Span } from "./ask-for-ours.ts"
import { finishReconciliation } from "./finish-reconciliation.ts"
import { findingToWaitFor } from "./judge-read.ts"
import { matchToldPayouts } from "./match-told-payouts.ts"
import { lookForStatement } from "./look-for-statement.ts"
import type { Askable } from "../poll/provider-asker.ts"
import type { ReconciliationContext, Turn } from "./reconciliation-context.ts"
import { payoutEvents, toldBy } from "./record-ours.ts"
import { recordReconciliationStep } from "./record-reconciliation-step.ts"
import { removeNotChecked } from "../../reconcile/remove-not-checked.ts"
import { tellReading } from "../poll/tell-reading.ts"
import { inRoom, waitAfter, waitForRoom } from "./wait-for-provider.ts"
import { compareLate } from "./compare-late.ts"
import { whyUnasked } from "../poll/why-unasked.ts"

const LIST = "list:"
const STATEMENT = "statement:"

/**
 * The second phase: what the provider knows is looked for in the ledger. Its list of the day first,
 * where it has one, then the statement that came with the request.
 */
export async function lookForTheirs(
  context: ReconciliationContext,
  at: Reconciliation,
  span: Span,
): Promise<Turn> {
  if (!at.place.startsWith(STATEMENT)) return lookForListed(context, at, span)
  const after = Number(at.place.slice(STATEMENT.length))
  const turn = await lookForStatement(context, at, { after, limit: span.limits.pageMax })
  return turn === "end" ? finishReconciliation(context, at) : turn
}

async function lookForListed(
  context: ReconciliationContext,
  at: Reconciliation,
  span: Span,
): Promise<Turn> {
  const { merchantId, sourceId } = at
  const asker = await context.asker.find(at)
  if (asker.outcome === "unaskable") {
    const why = await whyUnasked(context, at, asker)
    if (why !== undefined) return endOfList(context, at, asker.detail)
    const { finding, detail } = asker
    const { lookMs: dueInMs } = span.limits
    return { outcome: "wait", at, dueInMs, tries: at.tries, waitingFor: { finding, detail } }
  }
  if (asker.client.list === undefined) return endOfList(context, at, noList(asker))
  const cursor = at.place.startsWith(LIST) ? at.place.slice(LIST.length) : null
  const read = await inRoom(context, span.endsAtMs, async () => {
    const { callsPerSecond } = asker
    const request = { merchantId, sourceId, calls: 1, callsPerSecond, isPatient: true }
    const waitMs = await reserveCalls(context.pool, request)
    if (waitMs !== null) return { outcome: "no_room" as const, waitMs }
    const page = await asker.client.list?.({ ...windowOf(at.day), cursor })
    return { outcome: "read" as const, page }
  })
  if (read.outcome === "no_room") return waitForRoom(at, read.waitMs)
  const { page } = read
  if (page === undefined) return endOfList(context, at, noList(asker))
  const { retryAfterMs: forMs } = page
  if (forMs !== null) await holdCalls(context.pool, { merchantId, sourceId, forMs })
  const stop = findingToWaitFor(page.findings)
  const isGivenUp = stop?.verdict === "retry" && at.tries + 1 >= span.limits.triesMax
  if (stop && !isGivenUp) return waitAfter(at, { ...stop, retryAfterMs: forMs }, span.limits)
  const [finding] = page.findings
  // The same page once more: there is nothing to be had beyond it.
  const isStuck = page.cursor !== null && page.cursor === cursor
  const isRefused = page.answers.length === 0 || (finding !== undefined && page.cursor === cursor)
  if (stop || isStuck || isRefused) return endOfList(context, at, finding?.detail ?? noList(asker))
  return recordPage(context, at, { page, asker })
}

function recordPage(
  context: ReconciliationContext,
  at: Reconciliation,
  { page, asker }: { readonly page: ListResult; readonly asker: Askable },
): Promise<Turn> {
  const { merchantId, sourceId } = at
  return recordReconciliationStep(context, at, async (client, { news, now, later }) => {
    const events = payoutEvents(page, asker)
    const { matched } = await matchToldPayouts(client, { merchantId, sourceId, events, ids: [] })
    const ids = matched.flatMap(({ ours }) => (ours === undefined ? [] : [ours.id]))
    const unchecked = await removeNotChecked(client, at, ids)
    for (const { event, ours } of matched) {
      news.theirs += 1
      const told = toldBy(event, "list")
      if (ours === undefined) news.missingHere(told, event.providerId)
      else compareLate(news, at, { ours, told, unchecked: unchecked.get(ours.id) })
      // A page may name one twice.
      if (ours !== undefined) unchecked.delete(ours.id)
    }
    const [finding] = page.findings
    if (finding) news.detail = finding.detail
    const isLast = page.cursor === null
    if (isLast) news.tellers.add("list")
    const place = isLast ? `${STATEMENT}0` : LIST + page.cursor
    const { source } = asker
    const { queued } = await tellReading(client, { source, result: page, now, later }, context)
    return { place, queued }
  })
}

/** No list, or no more of it: the statement is next. `detail`: why something may be missed. */
function endOfList(
  context: ReconciliationContext,
  at: Reconciliation,
  detail: string,
): Promise<Turn> {
  return recordReconciliationStep(context, at, (_client, { news }) => {
    news.detail = detail
    return Promise.resolve({ place: `${STATEMENT}0` })
  })
}

function noList({ source }: Askable): string {
  return (
    `${source.provider} has no call that lists the payouts of a day: ` +
    "give a statement, which is what its dashboard exports."
  )
}

function windowOf(day: string): { readonly from: string; readonly to: string } {
  const from = new Date(`${day}T00:00:00.000Z`)
  const to = new Date(from.getTime() + 24 * 60 * 60 * 1_000)
  return { from: from.toISOString(), to: to.toISOString() }
}
