import type { DayPayout } from "../../ledger/day-payout.ts"
import { compareAround, type TheirSide } from "../../reconcile/compare-payout.ts"
import type { FoundSide, NewReconciliationFinding } from "../../reconcile/reconciliation.ts"
import type { Counted, Teller } from "../../reconcile/reconciliation-summary.ts"

/** A finding, and what it adds to the sums where it was not found before. */
export interface NewsFinding {
  readonly finding: NewReconciliationFinding
  readonly counted: readonly Counted[]
}

/** What the provider says of a payout, and in which words it is kept. */
export interface Told extends TheirSide {
  readonly by: NonNullable<FoundSide["by"]>
  readonly providerId: string | null
  readonly reference: string | null
  /** The provider's own word, where Paidout does not know it. */
  readonly providerStatus?: string
}

/** What one step of a report brings. */
export class ReconciliationNews {
  readonly findings: NewsFinding[] = []
  readonly counted: Counted[] = []
  readonly tellers = new Set<Teller>()
  /** Payouts of ours that were looked at. */
  checked = 0
  /** What the provider told besides. */
  theirs = 0
  equal = 0
  presumed = 0
  confirmed = 0
  /** Findings of before that were taken back. */
  settled = 0
  /** Why nobody could say what is missing here. */
  detail: string | null = null

  /** Ours, as it stood before the provider was asked and as it stands now, against theirs. */
  compare(before: DayPayout, after: DayPayout, told: Told): void {
    this.count("ours", after)
    const { status, amount } = told
    const counted = { status: status ?? after.status, amount: amount ?? after.amount }
    this.counted.push({ side: "theirs", ...counted, times: 1 })
    const { differences, standing } = compareAround(before, after, told)
    for (const kind of differences) {
      this.#find({ ...aboutPayout(after), kind, theirs: theirSide(told), detail: null })
    }
    if (differences.length > 0) return
    this.equal += 1
    if (standing !== "same") this[standing] += 1
  }

  missingThere(ours: DayPayout, detail: string | null): void {
    this.count("ours", ours)
    this.#find({ ...aboutPayout(ours), kind: "missing_there", theirs: null, detail })
  }

  notChecked(ours: DayPayout, detail: string): void {
    this.count("ours", ours)
    this.#find({ ...aboutPayout(ours), kind: "not_checked", theirs: null, detail }, [
      { side: "notChecked", status: ours.status, amount: ours.amount, times: 1 },
    ])
  }

  /** Somebody could say it after all: it is counted anew, since it may have moved on meanwhile. */
  settle({ status, amount }: FoundSide): void {
    this.settled += 1
    for (const side of ["ours", "notChecked"] as const) {
      this.counted.push({ side, status, amount, times: -1 })
    }
  }

  missingHere(told: Told, about: string, detail: string | null = null): void {
    const { providerId, reference, status, amount } = told
    const counted: Counted = { side: "theirs", status, amount, times: 1 }
    this.#find(
      {
        ...{ kind: "missing_here", about, payoutId: null, providerId, reference, ours: null },
        ...{ theirs: theirSide(told), detail },
      },
      [counted],
    )
  }

  count(side: Counted["side"], { status, amount }: DayPayout): void {
    this.counted.push({ side, status, amount, times: 1 })
  }

  #find(finding: NewReconciliationFinding, counted: readonly Counted[] = []): void {
    this.findings.push({ finding, counted })
  }
}

function aboutPayout(ours: DayPayout) {
  const { id, providerId, reference, status, certainty, amount } = ours
  return {
    ...{ about: id, payoutId: id, providerId, reference },
    ours: { status, certainty, amount },
  }
}

function theirSide({ status, amount, by, providerStatus }: Told): FoundSide {
  return { status, amount, by, ...(providerStatus !== undefined && { providerStatus }) }
}
