import { OTHER_SCENARIOS } from "./other-scenarios.ts"
import { PAYOUT_SCENARIOS } from "./payout-scenarios.ts"
import type { Scenario } from "./scenario.ts"
import { TROUBLE_SCENARIOS } from "./trouble-scenarios.ts"
import { WEBHOOK_SCENARIOS } from "./webhook-scenarios.ts"

/** The one list. Adding a scenario is a value in one of its parts. */
export const SCENARIOS: readonly Scenario[] = [
  ...PAYOUT_SCENARIOS,
  ...WEBHOOK_SCENARIOS,
  ...TROUBLE_SCENARIOS,
  ...OTHER_SCENARIOS,
]

export function findScenario(name: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.name === name)
}
