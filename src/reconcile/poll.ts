/** What is asked for at a provider, and when next. Ids are UUIDs. */
export interface Poll {
  readonly merchantId: string
  readonly subject: "payout" | "batch" | "payment"
  readonly subjectId: string
  readonly sourceId: string
  /** `soon`: a bulk event is to be expanded, or a contradiction settled. */
  readonly urgency: "soon" | "usual"
  /** Since when it stands as it does. */
  readonly since: Date
  readonly dueAt: Date
  /** When a person is told that it is stuck. */
  readonly stuckAt: Date
  /** What is found of it is not delivered. */
  readonly isQuiet: boolean
}
