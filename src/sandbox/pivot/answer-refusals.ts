import type { SandboxAnswer } from "../simulator.ts"
import { failure } from "./envelope.ts"
import { Refusal } from "./refusal.ts"

/** Where the reading of a request ends in a refusal, that is the answer. */
export async function answerRefusals(answer: () => Promise<SandboxAnswer>): Promise<SandboxAnswer> {
  try {
    return await answer()
  } catch (fault) {
    if (fault instanceof Refusal) return failure(fault.answer)
    throw fault
  }
}
