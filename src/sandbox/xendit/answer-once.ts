import { createHash } from "node:crypto"
import { sortedKeys } from "../../payout/sorted-keys.ts"
import type { JsonObject } from "../../providers/json.ts"
import type { SandboxAnswer } from "../exchange.ts"
import { readSettings } from "../settings.ts"
import type { KeptAnswer, World } from "../world.ts"
import { apiError } from "./api-error.ts"
import { SETTINGS } from "./settings.ts"

const HOUR_MS = 60 * 60 * 1000

/**
 * Once per idempotency key: `again` answers the same request, another one under the same key is
 * refused. A refused request leaves its key free.
 */
export async function answerOnce(
  asked: { readonly key: string; readonly body: JsonObject },
  world: World,
  how: {
    readonly duplicateStatus: number
    readonly first: () => Promise<SandboxAnswer>
    readonly again: (kept: KeptAnswer) => Promise<SandboxAnswer>
  },
): Promise<SandboxAnswer> {
  const { key, body } = asked
  const requestHash = hashOf(body)
  const kept = await world.recall(key)
  if (kept !== null && isRemembered(kept, world)) {
    if (kept.requestHash.equals(requestHash)) return how.again(kept)
    return apiError("DUPLICATE_ERROR", { status: how.duplicateStatus })
  }
  const answer = await how.first()
  if (answer.status === 200) await world.remember(key, { requestHash, answer, at: world.now })
  return answer
}

function isRemembered(kept: KeptAnswer, { account, now }: World): boolean {
  const { idempotency_hours: hours } = readSettings(SETTINGS, account.settings)
  return hours === null || now.getTime() - kept.at.getTime() < hours * HOUR_MS
}

/** The order of fields does not matter. */
function hashOf(body: JsonObject): Buffer {
  return createHash("sha256")
    .update(JSON.stringify(sortedKeys(body)))
    .digest()
}
