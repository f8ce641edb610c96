import { findDayPayouts } from "../../ledger/find-day-payouts.ts"
import type { DayPayout } from "../../ledger/day-payout.ts"
import { findNames, type Name } from "../../ledger/names.ts"
import { findPayoutsOfReferences } from "../../ledger/find-payouts-of-references.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { listStatementRows } from "../../reconcile/list-statement-rows.ts"
import type { Reconciliation, StatementRow } from "../../reconcile/reconciliation.ts"
import { removeNotChecked } from "../../reconcile/remove-not-checked.ts"
import { statementStatus } from "../../reconcile/statement-status.ts"
import { compareLate } from "./compare-late.ts"
import type { ReconciliationContext, Turn } from "./reconciliation-context.ts"
import type { Told } from "./reconciliation-news.ts"
import { recordReconciliationStep } from "./record-reconciliation-step.ts"

/** More than two are as good as many: which of them is meant nobody can say. */
const SAME_REFERENCE_MAX = 20

/**
 * Rows of the statement are looked for here, by the provider's id, else by the reference. A statement
 * is a person's file, so the ledger is not told of it.
 */
export async function lookForStatement(
  context: ReconciliationContext,
  at: Reconciliation,
  page: { readonly after: number; readonly limit: number },
): Promise<Turn | "end"> {
  const { merchantId, id } = at
  const rows = await listStatementRows(context.pool, { merchantId, id, ...page })
  const last = rows.at(-1)
  if (last === undefined) return "end"
  return recordReconciliationStep(context, at, async (client, { news }) => {
    const ours = await findOurs(client, at, rows)
    const ids = [...ours.values()].flatMap((each) => (typeof each === "string" ? [] : [each.id]))
    const unchecked = await removeNotChecked(client, at, ids)
    news.tellers.add("statement")
    const seen = new Set<string>()
    for (const row of rows) {
      news.theirs += 1
      const found = ours.get(row.number) ?? "none"
      const told = toldByRow(row)
      if (found === "none") news.missingHere(told, row.providerId ?? `row ${row.number}`)
      else if (found === "several") {
        const detail = "Several payouts here have this reference: which one is meant is not known."
        news.missingHere(told, `row ${row.number}`, detail)
      } else {
        // A payout is compared once, however often the statement names it.
        const of = { ours: found, told, unchecked: unchecked.get(found.id) }
        if (!seen.has(found.id)) compareLate(news, at, of)
        seen.add(found.id)
      }
    }
    return { place: `statement:${last.number}` }
  })
}

function toldByRow({ providerId, reference, amount, status: word }: StatementRow): Told {
  const status = statementStatus(word)
  const isUnknown = word !== null && status === null
  return {
    ...{ status, amount, providerId, reference, by: "statement" },
    ...(isUnknown && { providerStatus: word }),
  }
}

/** By the number of the row. */
async function findOurs(
  client: PoolClient,
  at: Reconciliation,
  rows: readonly StatementRow[],
): Promise<ReadonlyMap<number, DayPayout | "several">> {
  const { merchantId, sourceId } = at
  const names = rows.flatMap((row): Name[] =>
    namesOf(row).map((name) => ({ merchantId, sourceId, kind: "payout", name })),
  )
  const taken = new Map(
    (names.length === 0 ? [] : await findNames(client, names)).map((each) => [
      each.name,
      each.subjectId,
    ]),
  )
  const named = new Map(
    rows.map((row) => [row.number, namesOf(row).flatMap((name) => taken.get(name) ?? [])[0]]),
  )
  const references = rows.flatMap(({ number, providerId, reference }) =>
    named.get(number) === undefined && providerId === null && reference !== null ? [reference] : [],
  )
  const ofReferences =
    references.length === 0
      ? new Map<string, readonly string[]>()
      : await findPayoutsOfReferences(client, {
          ...{ merchantId, sourceId, references, eachMax: SAME_REFERENCE_MAX },
        })
  const ids = [...named.values(), ...[...ofReferences.values()].flat()].filter(
    (id) => id !== undefined,
  )
  const payouts = ids.length === 0 ? new Map() : await findDayPayouts(client, { merchantId, ids })
  const found = new Map<number, DayPayout | "several">()
  for (const row of rows) {
    const byName = payouts.get(named.get(row.number) ?? "")
    const ofReference = (ofReferences.get(row.reference ?? "") ?? []).flatMap(
      (id): DayPayout[] => payouts.get(id) ?? [],
    )
    const ours = byName ?? (row.providerId === null ? theOne(ofReference, at.day) : undefined)
    if (ours !== undefined) found.set(row.number, ours)
  }
  return found
}

/** Pivot's name of a payout is made of two that its dashboard shows beside each other. */
function namesOf({ providerId, reference }: StatementRow): readonly string[] {
  if (providerId === null) return []
  return reference === null ? [providerId] : [providerId, `${providerId}:${reference}`]
}

/** A reference is not unique: of several the one of the day is meant, if that is one. */
function theOne(payouts: readonly DayPayout[], day: string): DayPayout | "several" | undefined {
  if (payouts.length <= 1) return payouts[0]
  const ofDay = payouts.filter((payout) => payout.day === day)
  return ofDay.length === 1 ? ofDay[0] : "several"
}
