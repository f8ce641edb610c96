/** A duration's order of magnitude, as `tally_duration` writes it, and how many there are of it. */
export interface DurationCount {
  readonly step: number
  readonly count: number
}

/** What `part` of them took at most, in seconds, right to a tenth; null: there are none. */
export function durationPercentile(counts: readonly DurationCount[], part: number): number | null {
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  let passed = 0
  for (const { step, count } of counts.toSorted((a, b) => a.step - b.step)) {
    passed += count
    if (passed >= total * part && count > 0) return middleOf(step)
  }
  return null
}

/** Of all that lie in a step, the one that is as far from its end as from its beginning. */
function middleOf(step: number): number {
  return step === 0 ? 1 : Math.round(2 ** ((step - 0.5) / 4) * 10) / 10
}
