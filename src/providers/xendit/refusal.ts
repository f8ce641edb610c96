import type { UnrecognisedReason } from "../provider.ts"

/** Ends the reading of one payout. `decode` catches it and makes it a value; it goes no further. */
export class Refusal extends Error {
  readonly reason: UnrecognisedReason
  constructor(reason: UnrecognisedReason, hint: string) {
    super(hint)
    this.reason = reason
  }
}
