import { createHash } from "node:crypto"
import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { alreadyProcessed, unexpectedInput } from "./payout-error.ts"
import { payoutSettings } from "./payout-settings.ts"

const KEY_CHARACTERS_MAX = 64
const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * Does what is asked for once per Idempotency-Key; the same key again gets the first answer. Two
 * requests at the same moment are answered one after the other, since the account is locked: so
 * the error 704 of one that is still in progress cannot come here.
 */
export async function answerOnce(
  call: SandboxCall,
  world: World,
  answer: () => Promise<SandboxAnswer>,
  refusals: KeyRefusals = PAYOUT_REFUSALS,
): Promise<SandboxAnswer> {
  const key = call.headers["idempotency-key"] ?? ""
  if (key === "") return answer()
  if (key.length > KEY_CHARACTERS_MAX) return refusals.tooLong()
  const { idempotency_days: days, idempotency_mismatch: mismatch } = payoutSettings(world)
  const requestHash = createHash("sha256").update(`${call.path}\n`).update(call.body).digest()
  const kept = await world.recall(key)
  if (kept !== null && world.now.getTime() - kept.at.getTime() < days * DAY_MS) {
    return mismatch === "refuse" && !kept.requestHash.equals(requestHash)
      ? refusals.reused()
      : kept.answer
  }
  const given = await answer()
  // Documented: who looks for the header in the answer knows that the key was heeded.
  const echoed = { ...given, headers: { ...given.headers, "idempotency-key": key } }
  if (isProcessed(given.status)) {
    await world.remember(key, { requestHash, answer: echoed, at: world.now })
  }
  return echoed
}

/** In the words of the API that was called. */
export interface KeyRefusals {
  readonly tooLong: () => SandboxAnswer
  /** Another request was sent under the key. */
  readonly reused: () => SandboxAnswer
}

const PAYOUT_REFUSALS: KeyRefusals = {
  tooLong: () => unexpectedInput("Idempotency-Key"),
  reused: alreadyProcessed,
}

/** Done, or refused for what it asks: both stay so. Any other answer has changed nothing. */
function isProcessed(status: number): boolean {
  return status === 200 || status === 202 || status === 422
}
