import type { SandboxAnswer, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { balanceAccounts } from "./balance-accounts.ts"
import { invalidRequest } from "./platform-problem.ts"
import { newPspReference } from "./psp-reference.ts"
import type { TransferRequest } from "./read-transfer-request.ts"
import { startOf, stepAfter, tellTransfer } from "./record-transfer.ts"
import { courseOf, reviewCourse } from "./transfer-course.ts"
import { valueOf, withAccounting } from "./transfer-events.ts"
import { findTransferPlan } from "./transfer-plans.ts"
import { transferSettings } from "./transfer-settings.ts"
import { TRANSFER, type TransferOrder } from "./transfer-state.ts"

/** Takes a transfer in and tells that it was created; or the answer that refuses it. */
export async function createTransfer(
  request: TransferRequest,
  world: World,
): Promise<Thing | { readonly refusal: SandboxAnswer }> {
  const owned = await balanceAccounts(world, request.order.amount.currency)
  const order = completeOrder(request, owned)
  if ("refusal" in order) return order
  const settings = transferSettings(world)
  const plan = findTransferPlan(settings.transfer_plans, { ...request, ...order })
  const courseApproved = courseOf(order.category, plan, settings)
  const course = order.review ? reviewCourse(settings) : courseApproved
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
    reference: order.reference,
    parent: order.balanceAccountId,
    status: "received",
    state: { ...state },
    // Reviewers are asked at once, whenever it is to be executed.
    nextStepAt: stepAfter(order.review ? world.now : start, course),
  })
  await tellTransfer(created, world)
  return created
}

/** With a reference and a balance account of those that are the account's own. */
function completeOrder(
  { order, balanceAccountId = "", reference = newPspReference() }: TransferRequest,
  owned: readonly string[],
): TransferOrder | { readonly refusal: SandboxAnswer } {
  const source = balanceAccountId === "" ? owned[0] : balanceAccountId
  if (source === undefined || !owned.includes(source)) {
    return refuse("balanceAccountId", "Must be a balance account of this account.")
  }
  const target = order.counterparty["balanceAccountId"]
  if (target === source) {
    return refuse("counterparty.balanceAccountId", "Must be another balance account.")
  }
  const credited = owned.find((own) => own === target)
  return {
    ...order,
    balanceAccountId: source,
    reference,
    ...(credited !== undefined && { creditedAccountId: credited }),
  }
}

function refuse(name: string, message: string): { readonly refusal: SandboxAnswer } {
  return { refusal: invalidRequest(`${name}: ${message}`, [{ name, message }]) }
}
