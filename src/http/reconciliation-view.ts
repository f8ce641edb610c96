import { idText } from "../ids.ts"
import { decimalFromAmount, isoExponent, moneyToWire } from "../payout/money.ts"
import {
  differenceOf,
  differencesOf,
  type ReconciliationSummary,
  type Summed,
  type SummedRow,
} from "../reconcile/reconciliation-summary.ts"
import type {
  FoundSide,
  Reconciliation,
  ReconciliationFinding,
} from "../reconcile/reconciliation.ts"

export type ReconciliationView = ReturnType<typeof reconciliationView>
export type ReconciliationFindingView = ReturnType<typeof reconciliationFindingView>

export function reconciliationView(reconciliation: Reconciliation) {
  const { summary, finishedAt } = reconciliation
  return {
    id: idText("reconciliation", reconciliation.id),
    source_id: idText("source", reconciliation.sourceId),
    day: reconciliation.day,
    state: reconciliation.state,
    phase: reconciliation.phase,
    total: reconciliation.total,
    checked: reconciliation.checked,
    statement_rows: reconciliation.statementRows,
    differences: differencesOf(summary),
    summary: summaryView(summary),
    created_by: reconciliation.createdBy,
    created_at: reconciliation.createdAt.toISOString(),
    finished_at: finishedAt?.toISOString() ?? null,
  }
}

export function reconciliationFindingView(finding: ReconciliationFinding) {
  const { payoutId } = finding
  return {
    id: idText("reconciliationFinding", finding.id),
    kind: finding.kind,
    payout_id: payoutId === null ? null : idText("payout", payoutId),
    provider_id: finding.providerId,
    reference: finding.reference,
    ours: sideView(finding.ours),
    theirs: sideView(finding.theirs),
    detail: finding.detail,
  }
}

/** A row of the sums as people read it. */
export function sumsView(row: SummedRow) {
  const { currency, status } = row
  const difference = differenceOf(row)
  return {
    currency,
    status,
    ours: sumView(row.ours, currency),
    not_checked: sumView(row.notChecked, currency),
    theirs: sumView(row.theirs, currency),
    difference: {
      count: difference.count,
      amount: currency === null ? null : signedDecimal(difference.amount, currency),
    },
  }
}

function summaryView(summary: ReconciliationSummary) {
  const { findings, equal, presumed, confirmed, theirs, missingHere } = summary
  const { by, detail } = missingHere
  return {
    findings,
    ...{ equal, presumed, confirmed, theirs },
    sums: summary.sums.map(sumsView),
    missing_here: { checked: by.includes("list") || by.includes("statement"), by, detail },
    waiting_for: summary.waitingFor,
  }
}

function sumView({ count, amount }: Summed, currency: string | null) {
  return { count, amount: currency === null ? null : signedDecimal(BigInt(amount), currency) }
}

function signedDecimal(amount: bigint, currency: string): string {
  const decimals = isoExponent(currency)
  return amount < 0n
    ? `-${decimalFromAmount(-amount, decimals)}`
    : decimalFromAmount(amount, decimals)
}

function sideView(side: FoundSide | null) {
  if (side === null) return null
  const { status, certainty, providerStatus, amount, by } = side
  return {
    status,
    ...(certainty !== undefined && { certainty }),
    ...(providerStatus !== undefined && { provider_status: providerStatus }),
    amount: amount === null ? null : moneyToWire(amount),
    ...(by !== undefined && { by }),
  }
}
