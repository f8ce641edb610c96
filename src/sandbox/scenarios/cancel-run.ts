import { PaidoutError } from "../../errors.ts"
import type { AccountKey } from "../account.ts"
import { playAccount } from "../play-account.ts"
import type { SandboxContext } from "../sandbox-context.ts"
import { endRun } from "./end-run.ts"
import { RUN } from "./run.ts"

/**
 * Ends a run before its end. What it made goes on as the account's own.
 * @throws PaidoutError not_found, conflict: it has ended
 */
export async function cancelRun(
  context: SandboxContext,
  account: AccountKey,
  name: string,
): Promise<void> {
  const played = await playAccount(context, account, async (world, simulator) => {
    const thing = await world.find(RUN, name)
    if (thing === null) throw new PaidoutError("not_found")
    if (thing.status !== "running") {
      throw new PaidoutError("conflict", `The run has ended: it is ${thing.status}.`)
    }
    await endRun(thing, world, { simulator, outcome: "cancelled" })
  })
  if (played === undefined) throw new PaidoutError("not_found")
}
