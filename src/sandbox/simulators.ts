import { adyen } from "./adyen/index.ts"
import { pivot } from "./pivot/index.ts"
import type { Simulator } from "./simulator.ts"
import { xendit } from "./xendit/index.ts"

/** The one list. Adding a simulator is a folder and a line here. */
export const SIMULATORS: readonly Simulator[] = [pivot, xendit, adyen]

export function findSimulator(provider: string): Simulator | undefined {
  return SIMULATORS.find((simulator) => simulator.provider === provider)
}
