import type { Money } from "../payout/money.ts"
import type { PayoutStatus } from "../payout/status.ts"
import type { ReconciliationFindingKind } from "./finding-kinds.ts"

/** What a report has come to so far; stored as JSON, so amounts are text of 1/10,000 units. */
export interface ReconciliationSummary {
  /** How many findings there are of each kind. */
  readonly findings: Readonly<Record<ReconciliationFindingKind, number>>
  /** Payouts of which both say the same. */
  readonly equal: number
  /** … of those, paid here by the provider's silence only, and not yet at the provider. */
  readonly presumed: number
  /** … of those, presumed here until the provider confirmed it to this report. */
  readonly confirmed: number
  /** What the provider told in the second phase, looked for here. */
  readonly theirs: number
  readonly sums: readonly SummedRow[]
  /** Who told what may be missing here, and why nobody could. */
  readonly missingHere: { readonly by: readonly Teller[]; readonly detail: string | null }
  /** Why it does not go on right now. */
  readonly waitingFor: WaitingFor | null
}

/** `list`: all of the day; `batches`: items of bulk payouts that the ledger knows; a statement. */
export type Teller = "list" | "batches" | "statement"

export interface WaitingFor {
  readonly finding: string
  readonly detail: string
}

/** Of one currency and status. */
export interface SummedRow {
  readonly currency: string | null
  readonly status: PayoutStatus | null
  readonly ours: Summed
  /** Of ours, what nobody could say anything of. */
  readonly notChecked: Summed
  readonly theirs: Summed
}

export interface Summed {
  readonly count: number
  /** A bigint as text: JSON has none. */
  readonly amount: string
}

export const EMPTY_SUMMARY: ReconciliationSummary = {
  findings: {
    missing_here: 0,
    missing_there: 0,
    different_amount: 0,
    different_status: 0,
    not_checked: 0,
  },
  equal: 0,
  presumed: 0,
  confirmed: 0,
  theirs: 0,
  sums: [],
  missingHere: { by: [], detail: null },
  waitingFor: null,
}

/** What one step adds to the sums: once for each payout and side; taken back with `times: -1`. */
export interface Counted {
  readonly side: "ours" | "notChecked" | "theirs"
  readonly status: PayoutStatus | null
  readonly amount: Money | null
  readonly times: 1 | -1
}

/** The sums with these; the rows are in one order whatever came first. */
export function addToSums(
  sums: readonly SummedRow[],
  counted: readonly Counted[],
): readonly SummedRow[] {
  const rows = new Map(sums.map((row) => [keyOf(row.currency, row.status), row]))
  for (const { side, status, amount, times } of counted) {
    const currency = amount?.currency ?? null
    const key = keyOf(currency, status)
    const row = rows.get(key) ?? {
      ...{ currency, status },
      ...{ ours: NOTHING, notChecked: NOTHING, theirs: NOTHING },
    }
    const before = row[side]
    const sum = BigInt(before.amount) + (amount?.amount ?? 0n) * BigInt(times)
    rows.set(key, { ...row, [side]: { count: before.count + times, amount: sum.toString() } })
  }
  return [...rows]
    .filter(([, { ours, notChecked, theirs }]) => ours.count + notChecked.count + theirs.count > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)
}

/** How many findings are differences between the ledger and the provider. */
export function differencesOf({ findings }: ReconciliationSummary): number {
  const { missing_here: here, missing_there: there } = findings
  return here + there + findings.different_amount + findings.different_status
}

/** What the provider has more than what of ours was checked; negative: less. */
export function differenceOf(row: SummedRow): { readonly count: number; readonly amount: bigint } {
  const { ours, notChecked, theirs } = row
  return {
    count: theirs.count - ours.count + notChecked.count,
    amount: BigInt(theirs.amount) - BigInt(ours.amount) + BigInt(notChecked.amount),
  }
}

const NOTHING: Summed = { count: 0, amount: "0" }

function keyOf(currency: string | null, status: PayoutStatus | null): string {
  return `${currency ?? "~"} ${status ?? "~"}`
}
