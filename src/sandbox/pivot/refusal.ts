import type { PivotError } from "./envelope.ts"

/** Ends the reading of a request: what it is refused with. Caught where the call is answered. */
export class Refusal extends Error {
  readonly answer: PivotError
  constructor(answer: PivotError) {
    super(answer.message)
    this.answer = answer
  }
}
