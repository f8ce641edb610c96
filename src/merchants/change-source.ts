import { idText } from "../ids.ts"
import type { Pool, PoolClient } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { demandTrueClock } from "./demand-true-clock.ts"
import { findSource } from "./find-source.ts"
import { insertAudit } from "./insert-audit.ts"
import type { Keyring } from "./keyring.ts"
import { lockSource } from "./lock-source.ts"
import { auditedSource, type Source } from "./source.ts"
import { updateSource, type SourceChange } from "./update-source.ts"

export interface ChangedSource {
  readonly before: Source
  readonly after: Source
  readonly hasNewCredentials: boolean
}

/**
 * Changes a source by what it was: `decide` sees it locked and says what changes, so that two
 * rotations at once lose no secret. Undefined where the merchant has no such source.
 */
export async function changeSource(
  pool: Pool,
  keyring: Keyring,
  request: {
    readonly merchantId: string
    readonly id: string
    readonly actor: string
    readonly decide: (source: Source) => SourceChange
    /** What else follows from it, in the same transaction. */
    readonly onChanged?: (client: PoolClient, change: ChangedSource) => Promise<void>
  },
): Promise<Source | undefined> {
  return inTransaction(pool, async (client) => {
    const found = await lockSource(client, request)
    const before = found ? await findSource(client, keyring, request) : undefined
    if (before === undefined) return undefined
    const change = request.decide(before)
    if (change.live === true && before.live !== true) await demandTrueClock(client)
    const after = await updateSource(client, keyring, { ...request, change })
    if (after === undefined) return undefined
    await insertAudit(client, {
      merchantId: request.merchantId,
      actor: request.actor,
      action: "source.change",
      object: idText("source", request.id),
      before: auditedSource(before),
      after: {
        ...auditedSource(after),
        secrets_changed: change.secrets !== undefined,
        credentials_changed: change.credentials !== undefined,
      },
    })
    await request.onChanged?.(client, {
      before,
      after,
      hasNewCredentials: change.credentials !== undefined && change.credentials !== null,
    })
    return after
  })
}
