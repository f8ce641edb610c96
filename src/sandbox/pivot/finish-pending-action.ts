import { PaidoutError } from "../../errors.ts"
import type { SandboxAction, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { BATCH, listPayouts, PAYOUT, payoutState } from "./payout-things.ts"
import type { Plan } from "./plans.ts"
import { settleRequest } from "./settle-request.ts"

const REASON = "Failed to process by Bank Network"

/** What the bank says at last of payouts that it left open. */
export const finishPending: SandboxAction = {
  summary: "Lets the bank answer payouts that are still PENDING or DELAYED.",
  args: {
    type: "object",
    additionalProperties: false,
    required: ["uuid", "status"],
    properties: {
      uuid: { type: "string", description: "The request's uuid." },
      referenceId: { type: "string", description: "One of its payouts; otherwise all that wait." },
      status: { type: "string", enum: ["SUCCESS", "FAILED"] },
      reason: {
        type: "string",
        minLength: 1,
        maxLength: 200,
        description: "Why it failed, in Pivot's words.",
        default: REASON,
      },
    },
  },
  on: { kinds: [BATCH], argument: "uuid", statuses: ["IN_PROGRESS", "DELAYED", "DONE"] },
  async run(args, world) {
    const batch = await world.find(BATCH, String(args["uuid"]))
    if (batch === null) throw new PaidoutError("not_found", "There is no such payout request.")
    const reference = args["referenceId"]
    const open = (await listPayouts(world, batch)).filter(
      (payout) => isOpen(payout) && (reference === undefined || payout.reference === reference),
    )
    if (open.length === 0) {
      throw new PaidoutError(
        "sandbox_action_refused",
        "None of these payouts waits for the bank: only one that is PENDING or DELAYED does.",
      )
    }
    const isSuccess = args["status"] === "SUCCESS"
    const reason = isSuccess ? "" : ((args["reason"] ?? REASON) as string)
    await planNow(batch, new Set(open.map(({ name }) => name)), { isSuccess, reason, world })
    await settleRequest(batch, world)
    const who = open.length === 1 ? "The payout is" : `${open.length} payouts are`
    return {
      thing: { kind: batch.kind, name: batch.name },
      said: `${who} ${String(args["status"])} now.`,
      detail: { payouts: open.length },
    }
  },
}

function isOpen({ status }: Thing): boolean {
  return status === "PENDING" || status === "DELAYED"
}

async function planNow(
  batch: Thing,
  names: ReadonlySet<string>,
  how: { readonly isSuccess: boolean; readonly reason: string; readonly world: World },
): Promise<void> {
  const { isSuccess, reason, world } = how
  const plan: Plan = {
    outcome: isSuccess ? "pending_then_success" : "pending_then_failed",
    reason,
    afterSeconds: null,
  }
  const answersAt = world.now.toISOString()
  await world.changeParts({ kind: PAYOUT, parent: batch.name }, (payout) =>
    names.has(payout.name) ? { state: { ...payoutState(payout), plan, answersAt } } : null,
  )
}
