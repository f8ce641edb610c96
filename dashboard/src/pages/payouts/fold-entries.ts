import type { Entry } from "./payout.ts"

export type TimelineItem =
  | { readonly kind: "entry"; readonly entry: Entry }
  /** What was told again, or too late, one after the other. */
  | { readonly kind: "fold"; readonly key: string; readonly entries: readonly Entry[] }

/** Fewer than these stand for themselves. */
const foldedMin = 2
/** Anything else that was not applied contradicts what stands, and is never hidden. */
const FOLDED: ReadonlySet<string> = new Set(["duplicate", "late"])

/** Newest first; runs of what was harmlessly not applied are one item. */
export function foldEntries(history: readonly Entry[]): readonly TimelineItem[] {
  const items: TimelineItem[] = []
  let run: Entry[] = []
  const endRun = (): void => {
    const [first] = run
    if (first !== undefined && run.length >= foldedMin) {
      items.push({ kind: "fold", key: `fold-${run.at(-1)?.event_id}`, entries: run })
    } else items.push(...run.map((entry) => ({ kind: "entry", entry }) as const))
    run = []
  }
  for (const entry of history.toReversed()) {
    if (FOLDED.has(entry.refused_because ?? "")) run.push(entry)
    else {
      endRun()
      items.push({ kind: "entry", entry })
    }
  }
  endRun()
  return items
}

/** What stood when this was told: the last that was applied before it. */
export function standingBefore(history: readonly Entry[], entry: Entry): Entry | undefined {
  return history.slice(0, history.indexOf(entry)).findLast(({ applied }) => applied)
}

/** In the URL, and what a link to it ends with: `4`, or its id where it has no number. */
export function anchorOf({ sequence, event_id: id }: Entry): string {
  return sequence === null ? id : String(sequence)
}
