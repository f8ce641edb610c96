import { randomUUID } from "node:crypto"
import type { JsonObject } from "../../../providers/json.ts"
import { jsonAnswer } from "../../answer.ts"
import type { SandboxAnswer } from "../../exchange.ts"
import type { World } from "../../world.ts"
import { addPayout, newState } from "../add-payout.ts"
import { answerOnce } from "../answer-once.ts"
import { PAYOUT_V3 } from "../payout.ts"
import { v3PayoutBody } from "./payout-body.ts"
import { readV3PayoutRequest } from "./read-payout-request.ts"

/** Answers a call for a payout of v3; the same key and body get the answer of the first time. */
export function createV3Payout(
  asked: { readonly idempotencyKey: string; readonly body: JsonObject },
  world: World,
): Promise<SandboxAnswer> {
  const { body, idempotencyKey } = asked
  return answerOnce({ key: `v3 ${idempotencyKey}`, body }, world, {
    duplicateStatus: 409,
    again: (kept) => Promise.resolve(kept.answer),
    async first() {
      const reading = readV3PayoutRequest(body)
      if (!reading.ok) return reading.answer
      const { reference, ...request } = reading.request
      const made = { ...newState(world.now), ...request, idempotencyKey }
      const id = `po-${randomUUID()}`
      const payout = await addPayout({ kind: PAYOUT_V3, id, reference, made }, world)
      return jsonAnswer(200, v3PayoutBody(payout, world.account))
    },
  })
}
