/** Something an account holds at its provider. `kind` and `name` are its key. */
export interface Thing {
  /** `payout`, `batch`, `payment`, `transfer`, `detail`, `inquiry`, … */
  readonly kind: string
  /** The provider's id of it. */
  readonly name: string
  /** Counts the account's things, from 1: with the seed it decides all misbehaviour. */
  readonly ordinal: number
  /** Our own id: the order and the deliveries of its webhooks go by it. */
  readonly id: string
  readonly reference: string | null
  /** The name of what it is a part of, a batch for one. */
  readonly parent: string | null
  /** The provider's own word for where it stands. */
  readonly status: string
  /** Plain JSON; amounts as decimal or minor-unit text, never numbers that a float rounds. */
  readonly state: Readonly<Record<string, unknown>>
  /** When `step` is next; null: nothing happens by itself. */
  readonly nextStepAt: Date | null
  /** How many webhooks were told of it. */
  readonly told: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** What an account has to spend. */
export interface Balance {
  /** The provider's word: `DISBURSEMENT`, `CASH`, a balance account's id. */
  readonly name: string
  readonly currency: string
  /** Units of 1/10,000. */
  readonly amount: bigint
}
