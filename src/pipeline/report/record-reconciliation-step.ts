import type { PoolClient } from "../../postgres/pool.ts"
import { inTransaction, type Later } from "../../postgres/transaction.ts"
import { insertReconciliationFindings } from "../../reconcile/insert-reconciliation-findings.ts"
import { lockReconciliationStep } from "../../reconcile/lock-reconciliation-step.ts"
import { saveReconciliationStep } from "../../reconcile/save-reconciliation-step.ts"
import { addToSums, type ReconciliationSummary } from "../../reconcile/reconciliation-summary.ts"
import type { Reconciliation, ReconciliationPhase } from "../../reconcile/reconciliation.ts"
import {
  reconciliationLimits,
  type ReconciliationContext,
  type Turn,
} from "./reconciliation-context.ts"
import { ReconciliationNews } from "./reconciliation-news.ts"

export interface Step {
  readonly place: string
  readonly phase?: ReconciliationPhase
  /** Deliveries that it queued. */
  readonly queued?: number
}

/**
 * One step of a report in one transaction: what it found, what the ledger learned, and how far it
 * came. Who comes second, since its lease ran out, records nothing.
 */
export async function recordReconciliationStep(
  context: ReconciliationContext,
  at: Reconciliation,
  work: (
    client: PoolClient,
    step: { readonly news: ReconciliationNews; readonly now: string; readonly later: Later },
  ) => Promise<Step>,
): Promise<Turn> {
  const { pool, limits } = context
  const recorded = await inTransaction(pool, async (client, later) => {
    const now = await lockReconciliationStep(client, at)
    if (now === undefined) return undefined
    const news = new ReconciliationNews()
    const step = await work(client, { news, now: now.toISOString(), later })
    const summary = await keepNews(client, at, news)
    const { phase = at.phase, place } = step
    const checked = at.checked + news.checked
    const next = { ...at, phase, place, checked, summary, tries: 0, step: at.step + 1 }
    const leaseMs = limits?.leaseMs ?? reconciliationLimits.leaseMs
    later(() => saveReconciliationStep(client, next, leaseMs))
    return { next, queued: step.queued ?? 0 }
  })
  if (recorded === undefined) return { outcome: "lost" }
  if (recorded.queued > 0) context.onDeliveriesQueued()
  const { next } = recorded
  const state = next.phase === "finished" ? ("done" as const) : next.state
  return { outcome: "stepped", at: { ...next, state } }
}

async function keepNews(
  client: PoolClient,
  at: Reconciliation,
  news: ReconciliationNews,
): Promise<ReconciliationSummary> {
  const { summary } = at
  const fresh =
    news.findings.length === 0
      ? []
      : await insertReconciliationFindings(
          client,
          at,
          news.findings.map(({ finding }) => finding),
        )
  const isFresh = new Set(fresh.map(({ kind, about }) => `${kind} ${about}`))
  const counted = [...news.counted]
  const findings = { ...summary.findings }
  findings.not_checked -= news.settled
  for (const { finding, counted: adds } of news.findings) {
    // `delete`: of two in one step only the first was kept.
    if (!isFresh.delete(`${finding.kind} ${finding.about}`)) continue
    findings[finding.kind] += 1
    counted.push(...adds)
  }
  return {
    findings,
    equal: summary.equal + news.equal,
    presumed: summary.presumed + news.presumed,
    confirmed: summary.confirmed + news.confirmed,
    theirs: summary.theirs + news.theirs,
    sums: addToSums(summary.sums, counted),
    missingHere: {
      by: [...new Set([...summary.missingHere.by, ...news.tellers])],
      detail: news.detail ?? summary.missingHere.detail,
    },
    waitingFor: null,
  }
}
