import { createHash } from "node:crypto"
import { failure, type PivotError } from "./envelope.ts"
import { fieldFormatInvalid, fieldRequired, requestIdExists } from "./errors.ts"
import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"

/** An X-REQUEST-ID may be used anew after a day. */
const REQUEST_ID_VALID_MS = 24 * 60 * 60 * 1000
const REQUEST_ID = /^[A-Za-z0-9]{16,36}$/

/**
 * Answers a create call once per X-REQUEST-ID: the same request again gets the initial answer,
 * another one under the same id a 409. A refused request leaves its id free.
 */
export async function answerOnce(
  call: SandboxCall,
  world: World,
  options: {
    /** What the id is unique within: `payouts`, `payments`. */
    readonly scope: string
    readonly answer: () => Promise<SandboxAnswer>
    readonly reused?: PivotError
  },
): Promise<SandboxAnswer> {
  const id = call.headers["x-request-id"]
  if (id === undefined || id === "") return failure(fieldRequired("X-REQUEST-ID"))
  if (!REQUEST_ID.test(id)) return failure(fieldFormatInvalid("X-REQUEST-ID"))
  const key = `${options.scope} ${id}`
  const requestHash = createHash("sha256").update(call.body).digest()
  const kept = await world.recall(key)
  if (kept !== null && world.now.getTime() - kept.at.getTime() < REQUEST_ID_VALID_MS) {
    return kept.requestHash.equals(requestHash)
      ? kept.answer
      : failure(options.reused ?? requestIdExists())
  }
  const answer = await options.answer()
  if (answer.status === 200) await world.remember(key, { requestHash, answer, at: world.now })
  return answer
}
