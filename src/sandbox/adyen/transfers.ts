import { jsonAnswer } from "../answer.ts"
import type { SandboxCall, SandboxRoute } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { roleOf } from "./authentication.ts"
import { createTransfer } from "./create-transfer.ts"
import { findTransfer } from "./find-transfer.ts"
import { answerOnce, type KeyRefusals } from "./idempotency.ts"
import { listTransfers } from "./list-transfers.ts"
import { payoutSettings } from "./payout-settings.ts"
import { invalidRequest, keyReused, notAllowed, notFound } from "./platform-problem.ts"
import { readTransferRequest } from "./read-transfer-request.ts"
import { returnTransfer } from "./return-transfer.ts"
import { approveTransfers, cancelTransfers } from "./review-transfers.ts"
import { writeNewTransfer, writeTransferData } from "./write-transfer.ts"

/** The Transfers API, v4. Source: Adyen OpenAPI TransferService-v4. */
export const transferRoutes: readonly SandboxRoute[] = [
  { method: "GET", path: "/btl/v4/transfers", answer: listTransfers },
  { method: "GET", path: "/btl/v4/transfers/:id", answer: showTransfer },
  post("/btl/v4/transfers", takeTransfer),
  post("/btl/v4/transfers/approve", reviewing(approveTransfers)),
  post("/btl/v4/transfers/cancel", reviewing(cancelTransfers)),
  post("/btl/v4/transfers/:id/returns", ({ parameters, body }, world) =>
    returnTransfer(parameters["id"] ?? "", body, world),
  ),
]

/** Only these take an Idempotency-Key. */
function post(path: string, answer: SandboxRoute["answer"]): SandboxRoute {
  return {
    method: "POST",
    path,
    answer: (call, world) => answerOnce(call, world, () => answer(call, world), KEY_REFUSALS),
  }
}

const KEY_REFUSALS: KeyRefusals = {
  tooLong: () => invalidRequest("The Idempotency-Key is longer than 64 characters."),
  reused: keyReused,
}

/** Only a credential that may review does, where the account has one for it. */
function reviewing(
  review: (body: Uint8Array, world: World) => Promise<SandboxAnswer>,
): SandboxRoute["answer"] {
  return async (call, world) => {
    const isSeparate = payoutSettings(world).separate_review_key
    return isSeparate && roleOf(call, world.account) !== "review"
      ? notAllowed()
      : review(call.body, world)
  }
}

/** The outcome comes by webhook: a refusal for want of money too. */
async function takeTransfer(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const request = readTransferRequest(call.body, world.now)
  if ("refusal" in request) return request.refusal
  const created = await createTransfer(request, world)
  if ("refusal" in created) return created.refusal
  return jsonAnswer(202, writeNewTransfer(created, world.account))
}

async function showTransfer(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const thing = await findTransfer(call.parameters["id"] ?? "", world)
  if (thing === null) return notFound("There is no transfer with this id.")
  return jsonAnswer(200, writeTransferData(thing, world.account))
}
