import { runInChild } from "./run-in-child.ts"
import type { SeedOutcome, SeedRequest } from "./run-seed.ts"

/**
 * The failing run with the fewest steps that bisecting finds. A run of fewer steps begins exactly as
 * the longer one did, and is healed sooner.
 */
export async function shrink(request: SeedRequest, failing: SeedOutcome): Promise<SeedOutcome> {
  let fewest = failing
  let holdsAt = 0
  while (fewest.steps - holdsAt > Math.max(1, fewest.steps >> 6)) {
    const steps = (holdsAt + fewest.steps) >> 1
    const outcome = await runInChild({ ...request, steps, isTraced: false })
    if (outcome.broken.length === 0) holdsAt = steps
    else fewest = outcome
  }
  return fewest
}
