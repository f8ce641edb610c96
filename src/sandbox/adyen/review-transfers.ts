import { objectOf, shownText } from "../../providers/json-fields.ts"
import { readJson } from "../../providers/json.ts"
import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { endTransfer } from "./end-transfer.ts"
import { findTransfer } from "./find-transfer.ts"
import { invalidRequest } from "./platform-problem.ts"
import { startOf, stepAfter } from "./record-transfer.ts"
import { RequestFields } from "./request-fields.ts"
import { transferSettings } from "./transfer-settings.ts"
import { stateOf } from "./transfer-state.ts"

const TRANSFERS_MAX = 100

/** `POST /transfers/approve`: those that wait for no more approvals go on. */
export function approveTransfers(body: Uint8Array, world: World): Promise<SandboxAnswer> {
  return reviewAll(body, world, async (thing) => {
    const state = stateOf(thing)
    const { order, courseApproved } = state
    const approvals = state.approvals + 1
    const isApproved = approvals >= (order.review?.numberOfApprovalsRequired ?? 1)
    await world.change(
      thing,
      isApproved
        ? {
            state: { ...state, approvals, course: courseApproved },
            nextStepAt: stepAfter(startOf(order, world.now), courseApproved),
          }
        : { state: { ...state, approvals } },
    )
  })
}

/** `POST /transfers/cancel`: those that wait for approval never go on. */
export function cancelTransfers(body: Uint8Array, world: World): Promise<SandboxAnswer> {
  const status = transferSettings(world).transfer_cancel_status
  return reviewAll(body, world, (thing) =>
    endTransfer(thing, world, { status, reason: "cancelled" }),
  )
}

/** All of them or none: the answer tells nothing of single ones. */
async function reviewAll(
  body: Uint8Array,
  world: World,
  review: (thing: Thing) => Promise<unknown>,
): Promise<SandboxAnswer> {
  const reading = readJson(body)
  const object = reading.ok ? objectOf(reading.value) : undefined
  if (object === undefined) return invalidRequest("The body is no JSON object.")
  const fields = new RequestFields(object)
  const ids = fields.require("transferIds") ? fields.texts("transferIds", TRANSFERS_MAX) : undefined
  if (ids === undefined) return invalidRequest("Which transfers?", fields.faults)
  const waiting: Thing[] = []
  for (const id of new Set(ids)) {
    const thing = await findTransfer(id, world)
    if (thing !== null && isWaiting(thing)) waiting.push(thing)
    else
      fields.faults.push({
        name: "transferIds",
        message: "Waits for no review.",
        value: shownText(id),
      })
  }
  if (fields.faults.length > 0) {
    return invalidRequest("Some of these transfers wait for no review.", fields.faults)
  }
  for (const thing of waiting) await review(thing)
  return jsonAnswer(200, {})
}

function isWaiting(thing: Thing): boolean {
  const { order, approvals } = stateOf(thing)
  return (
    order.review !== undefined &&
    approvals < order.review.numberOfApprovalsRequired &&
    (thing.status === "received" || thing.status === "approvalPending")
  )
}
