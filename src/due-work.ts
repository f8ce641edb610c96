/** What happens by the clock, as one look at the database sees it. */
export interface DueWork {
  /** Something that was due by now is still to be done, or being done. */
  readonly isBusy: boolean
  /** The next moment at which something is due; null: nothing is, by itself. */
  readonly next: Date | null
}

export const NOTHING_DUE: DueWork = { isBusy: false, next: null }

/** Of several rooms together. */
export function joinDueWork(works: readonly DueWork[]): DueWork {
  return works.reduce(
    (all, work) => ({
      isBusy: all.isBusy || work.isBusy,
      next: earlier(all.next, work.next),
    }),
    NOTHING_DUE,
  )
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other
  return one <= other ? one : other
}
