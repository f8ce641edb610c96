import { PaidoutError } from "../../errors.ts"
import type { Log } from "../../log.ts"
import type { AccountWorld } from "../account-world.ts"
import type { Simulator } from "../simulator.ts"
import type { Thing } from "../thing.ts"
import { endRun } from "./end-run.ts"

/** An instruction could not be followed, and what it did was rolled back. */
export async function failRun(
  thing: Thing,
  world: AccountWorld,
  because: { readonly simulator: Simulator; readonly error: unknown; readonly log: Log },
): Promise<void> {
  const { simulator, error, log } = because
  const isRefused = error instanceof PaidoutError
  if (!isRefused) log.error({ err: error, run: thing.name }, "a run of the sandbox failed")
  const failure = isRefused ? error.message : "Something went wrong; the log says what."
  await endRun(thing, world, { simulator, outcome: "failed", failure })
}
