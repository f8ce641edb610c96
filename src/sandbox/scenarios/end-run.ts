import type { AccountWorld } from "../account-world.ts"
import type { Simulator } from "../simulator.ts"
import type { Thing } from "../thing.ts"
import { runAction } from "./run-action.ts"
import { runState, type RunOutcome } from "./run.ts"
import { findScenario } from "./scenarios.ts"

const SAID: Readonly<Record<RunOutcome, string>> = {
  done: "The scenario is through.",
  failed: "The scenario could not go on.",
  cancelled: "The scenario was cancelled.",
}

/**
 * Ends a run, whatever its outcome: what was put aside comes back, and the account's own seed,
 * misbehaviour and settings are in effect again.
 */
export async function endRun(
  thing: Thing,
  world: AccountWorld,
  how: {
    readonly simulator: Simulator
    readonly outcome: RunOutcome
    readonly failure?: string
  },
): Promise<Thing> {
  const { simulator, outcome, failure = null } = how
  const state = runState(thing)
  for (const { balance, currency, amount } of state.putAside) {
    await world.move(balance, currency, BigInt(amount))
  }
  if (outcome !== "done") {
    for (const action of findScenario(state.scenario)?.cleanUp ?? []) {
      // A run that cannot end would stand in the way of everything at its account.
      await world.attempt(async () => {
        await runAction(action, world, { simulator, made: state.made })
      })
    }
  }
  world.writeStory(
    outcome === "failed" ? "failure" : "note",
    SAID[outcome],
    failure === null ? {} : { detail: { failure } },
  )
  const ended = await world.change(thing, {
    status: outcome,
    state: {
      ...state,
      putAside: [],
      thingsAfter: world.stored.thingsMade,
      waitsFor: null,
      failure,
      finishedAt: world.now.toISOString(),
    },
    nextStepAt: null,
  })
  world.changeAccount({ run: null })
  return ended
}
