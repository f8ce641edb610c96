/** From (inclusive) to (exclusive), in tallies of so many seconds each. */
export interface TallySpan {
  readonly seconds: number
  readonly from: Date
  readonly to: Date
}
