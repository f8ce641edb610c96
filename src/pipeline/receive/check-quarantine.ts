import { listQuarantined } from "../../inbox/list-quarantined.ts"
import { countQuarantined } from "../../inbox/lock-quarantined.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { closeEmptied, releasePart, sourcesOnce, MESSAGES_PER_TRANSACTION } from "./release-part.ts"
import { verifyStored, type ReleaseContext } from "./release.ts"

/** What one call looks at: the next goes on where it stopped. */
const MESSAGES_MAX = 500

export interface QuarantineCheck {
  /** They verify with today's secrets; without `dryRun` they were released. */
  readonly verified: number
  /** They do not: they stay. */
  readonly refused: number
  /** Not looked at yet. */
  readonly left: number
  /** UUID of the last one looked at, where some are left. */
  readonly place: string | null
}

export interface CheckWish {
  readonly merchantId: string
  /** Null: of all sources. */
  readonly sourceId: string | null
  /** UUID: only what came after it. */
  readonly after: string | null
  readonly actor: string
  readonly reason: string | null
  /** Only count. */
  readonly dryRun: boolean
}

/**
 * After a secret was mended: which quarantined messages verify now? Those are let go, oldest first,
 * in short transactions, up to a bound per call.
 */
export async function checkQuarantine(
  context: ReleaseContext,
  wish: CheckWish,
): Promise<QuarantineCheck> {
  const { merchantId, sourceId } = wish
  let after = wish.after
  let verified = 0
  let refused = 0
  while (verified + refused < MESSAGES_MAX) {
    const part = await takePart(context, { ...wish, after })
    verified += part.released
    refused += part.looked - part.released
    after = part.place ?? after
    if (part.looked < MESSAGES_PER_TRANSACTION) {
      after = null
      break
    }
  }
  if (verified > 0 && !wish.dryRun) context.onCommitted()
  const left =
    after === null ? 0 : await countQuarantined(context.pool, { merchantId, sourceId, after })
  return { verified, refused, left, place: left === 0 ? null : after }
}

function takePart({ pool, keyring }: ReleaseContext, wish: CheckWish) {
  const { merchantId } = wish
  if (wish.dryRun) return verifyPart({ pool, keyring }, wish)
  return inTransaction(pool, async (client) => {
    const part = await releasePart(client, keyring, wish)
    if (part.released > 0) await closeEmptied(client, merchantId, part.sourceIds)
    return part
  })
}

async function verifyPart(
  { pool, keyring }: Pick<ReleaseContext, "pool" | "keyring">,
  wish: CheckWish,
) {
  const { merchantId } = wish
  const messages = await listQuarantined(pool, { ...wish, limit: MESSAGES_PER_TRANSACTION })
  const sources = sourcesOnce(pool, keyring, merchantId)
  let released = 0
  for (const parked of messages) {
    const source = await sources(parked.sourceId)
    const verdict = await verifyStored(keyring, { merchantId, source, parked })
    if (verdict.outcome === "authentic") released += 1
  }
  return { looked: messages.length, released, place: messages.at(-1)?.id ?? null }
}
