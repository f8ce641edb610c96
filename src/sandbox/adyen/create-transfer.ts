import type { SandboxAnswer, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { balanceAccounts } from "./balance-accounts.ts"
import { invalidRequest } from "./platform-problem.ts"
import type { TransferRequest } from "./read-transfer-request.ts"
import { startOf, stepAfter, tellTransfer } from "./record-transfer.ts"
import { newPspReference } from "./psp-reference.ts"
import { courseOf, secondsBefore } from "./transfer-course.ts"
import { valueOf, withAccounting } from "./transfer-events.ts"
import { findTransferPlan } from "./transfer-plans.ts"
import { transferSettings } from "./transfer-settings.ts"
import { TRANSFER, type CourseStep, type TransferOrder } from "./transfer-state.ts"

/** Takes a transfer in and tells that it was created; or the answer that refuses it. */
export async function createTransfer(
  request: TransferRequest,
  world: World,
): Promise<Thing | { readonly refusal: SandboxAnswer }> {
  const owned = await balanceAccounts(world)
  const balanceAccountId = request.balanceAccountId ?? owned[0]
  if (balanceAccountId === undefined || !owned.includes(balanceAccountId)) {
    return { refusal: notOwned(request.balanceAccountId) }
  }
  const reference = request.reference ?? newPspReference()
  const order: TransferOrder = { ...request.order, balanceAccountId, reference }
  const settings = transferSettings(world)
  const plan = findTransferPlan(settings.transfer_plans, { ...request, reference })
  const courseApproved = courseOf(order.category, plan, settings)
  const course = order.review
    ? (["ask_approval", "expire_approval"] as const).map((step): CourseStep => {
        return { step, afterSeconds: secondsBefore(step, settings) }
      })
    : courseApproved
  const start = startOf(order, world.now)
  const name = newPspReference()
  const state = withAccounting(
    {
      order,
      reason: order.review || start > world.now ? "pending" : "approved",
      events: [],
      eventId: "",
      sequenceNumber: 1,
      course,
      approvals: 0,
      courseApproved,
    },
    { transferId: name, status: "received", at: world.now, moves: { received: -valueOf(order) } },
  )
  const created = await world.add({
    kind: TRANSFER,
    name,
    reference,
    parent: balanceAccountId,
    status: "received",
    state: { ...state },
    // Reviewers are asked at once, whenever it is to be executed.
    nextStepAt: stepAfter(order.review ? world.now : start, course),
  })
  await tellTransfer(created, world)
  return created
}

function notOwned(balanceAccountId: string | undefined): SandboxAnswer {
  const name = "balanceAccountId"
  return balanceAccountId === undefined
    ? invalidRequest("There is no balance account to take the amount from.", [
        { name, message: "Required field was not provided." },
      ])
    : invalidRequest("The balance account is not one of this account's.", [
        { name, message: "Not found.", value: balanceAccountId },
      ])
}
