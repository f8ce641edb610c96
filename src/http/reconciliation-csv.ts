import { Readable } from "node:stream"

import type { Queryable } from "../postgres/pool.ts"
import { listReconciliationFindings } from "../reconcile/list-reconciliation-findings.ts"
import type { Reconciliation } from "../reconcile/reconciliation.ts"
import { csvLine, csvNumber, csvText } from "./csv.ts"
import { reconciliationFindingView, sumsView } from "./reconciliation-view.ts"

const PAGE = 500
const FIRST = "00000000-0000-0000-0000-000000000000"

const FINDING_COLUMNS = [
  ...["kind", "payout_id", "provider_id", "reference", "our_status", "our_certainty"],
  ...["our_amount", "our_currency", "their_status", "their_amount", "their_currency", "told_by"],
  "detail",
]
const SUM_COLUMNS = [
  ...["currency", "status", "our_count", "our_amount", "not_checked_count", "not_checked_amount"],
  ...["their_count", "their_amount", "difference_count", "difference_amount"],
]

/** All findings, one row each, in the order found; read page by page as they are sent. */
export function findingsCsv(queryable: Queryable, { merchantId, id }: Reconciliation): Readable {
  async function* lines() {
    yield csvLine(FINDING_COLUMNS)
    let after = FIRST
    for (;;) {
      const page = { merchantId, reconciliationId: id, after, limit: PAGE }
      const findings = await listReconciliationFindings(queryable, page)
      yield findings.map((finding) => findingLine(reconciliationFindingView(finding))).join("")
      const last = findings.at(-1)
      if (last === undefined || findings.length < PAGE) return
      after = last.id
    }
  }
  return Readable.from(lines())
}

export function sumsCsv({ summary }: Reconciliation): string {
  const lines = summary.sums.map((row) => {
    const { currency, status, ours, not_checked: notChecked, theirs, difference } = sumsView(row)
    const sums = [ours, notChecked, theirs, difference]
    return csvLine([
      csvText(currency),
      csvText(status),
      ...sums.flatMap(({ count, amount }) => [csvNumber(count), csvNumber(amount)]),
    ])
  })
  return csvLine(SUM_COLUMNS) + lines.join("")
}

function findingLine(finding: ReturnType<typeof reconciliationFindingView>): string {
  const { ours, theirs } = finding
  return csvLine([
    csvText(finding.kind),
    csvText(finding.payout_id),
    csvText(finding.provider_id),
    csvText(finding.reference),
    csvText(ours?.status),
    csvText(ours?.certainty),
    csvNumber(ours?.amount?.value ?? null),
    csvText(ours?.amount?.currency),
    csvText(theirs?.status ?? theirs?.provider_status),
    csvNumber(theirs?.amount?.value ?? null),
    csvText(theirs?.amount?.currency),
    csvText(theirs?.by),
    csvText(finding.detail),
  ])
}
