import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { AccountKey } from "../account.ts"
import { playAccount } from "../play-account.ts"
import type { HostedSandbox } from "../sandbox-context.ts"
import { endRun } from "./end-run.ts"
import { RUN } from "./run.ts"

/**
 * Ends a run before its end. What it made goes on as the account's own.
 * @throws PaidoutError not_found, conflict: it has ended
 */
export async function cancelRun(
  context: HostedSandbox,
  request: { readonly id: string; readonly account: AccountKey; readonly actor: string },
): Promise<void> {
  const { id, account, actor } = request
  const played = await playAccount(context, account, async (world, simulator, client) => {
    const thing = await world.find(RUN, id)
    if (thing === null) throw new PaidoutError("not_found")
    if (thing.status !== "running") {
      throw new PaidoutError("conflict", `The run has ended: it is ${thing.status}.`)
    }
    await endRun(thing, world, { simulator, outcome: "cancelled" })
    await context.host.audit(client, {
      merchantId: account.merchantId,
      actor,
      action: "sandbox_run.cancel",
      object: idText("sandboxRun", id),
    })
  })
  if (played === undefined) throw new PaidoutError("not_found")
}
