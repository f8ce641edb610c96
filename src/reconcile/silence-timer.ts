/** A payout that waits until the silence of its provider has lasted long enough. */
export interface SilenceTimer {
  readonly merchantId: string
  readonly payoutId: string
  readonly sourceId: string
  readonly dueAt: Date
  /** What it says is not delivered. */
  readonly isQuiet: boolean
}
