import { PaidoutError } from "../../errors.ts"
import type { ActionResult, SandboxAction, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { BATCH, PAYOUT, payoutState, type PayoutState } from "./payout-things.ts"
import { sendRequest } from "./send-request.ts"
import { tellOfRequest } from "./tell-request.ts"

/**
 * The dashboard's list of requests that wait for a person: those of status PENDING. Each is retried
 * or cancelled by hand; the API has neither.
 */

const args = {
  type: "object",
  additionalProperties: false,
  required: ["uuid"],
  properties: { uuid: { type: "string", description: "The request's uuid." } },
}

const on = { kinds: [BATCH], argument: "uuid", statuses: ["PENDING"] }

export const retry: SandboxAction = {
  summary: "Retries a payout request that waits in the approval list, after a top-up.",
  args,
  on,
  async run({ uuid }, world) {
    const batch = await findWaiting(String(uuid), world, "retried")
    const outcome = await sendRequest(batch, world)
    return {
      thing: { kind: batch.kind, name: batch.name },
      said:
        outcome === "sent"
          ? "The request was sent to the bank."
          : "The balance is still too low: the request stays PENDING. Top up, then retry it.",
      detail: { outcome },
    }
  },
}

export const cancel: SandboxAction = {
  summary: "Cancels a payout request that waits in the approval list.",
  args,
  on,
  async run({ uuid }, world) {
    const batch = await findWaiting(String(uuid), world, "cancelled")
    await cancelRequest(batch, world)
    return {
      thing: { kind: batch.kind, name: batch.name },
      said: "The request was cancelled. Its money was never taken.",
    } satisfies ActionResult
  },
}

async function cancelRequest(batch: Thing, world: World): Promise<void> {
  const payouts = await world.changeParts({ kind: PAYOUT, parent: batch.name }, (payout) => {
    const state: PayoutState = { ...payoutState(payout), reason: "", answersAt: null }
    return { status: "CANCELLED", state }
  })
  const cancelled = await world.change(batch, { status: "CANCELLED", nextStepAt: null })
  await tellOfRequest(cancelled, { payouts, moved: payouts, isElsewhere: true }, world)
}

async function findWaiting(uuid: string, world: World, done: string): Promise<Thing> {
  const batch = await world.find(BATCH, uuid)
  if (batch === null) {
    throw new PaidoutError("not_found", "There is no such payout request.")
  }
  if (batch.status !== "PENDING") {
    throw new PaidoutError(
      "sandbox_action_refused",
      `The request is ${batch.status}. Only one that is PENDING, in the approval list, can be ${done}.`,
    )
  }
  return batch
}
