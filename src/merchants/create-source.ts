import { idText, newUuid } from "../ids.ts"
import type { Pool } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { demandTrueClock } from "./demand-true-clock.ts"
import { insertAudit } from "./insert-audit.ts"
import { insertSource, type NewSource } from "./insert-source.ts"
import type { Keyring } from "./keyring.ts"
import { auditedSource, plainSettings, type Source } from "./source.ts"

/** The kinds of secrets and credentials have been held against the provider by the caller. */
export async function createSource(
  pool: Pool,
  keyring: Keyring,
  request: Omit<NewSource, "id"> & { readonly actor: string },
): Promise<Source> {
  return inTransaction(pool, async (client) => {
    if (request.live === true) await demandTrueClock(client)
    const source = await insertSource(client, keyring, {
      ...request,
      id: newUuid(),
      settings: plainSettings(request.settings),
    })
    await insertAudit(client, {
      merchantId: source.merchantId,
      actor: request.actor,
      action: "source.create",
      object: idText("source", source.id),
      after: auditedSource(source),
    })
    return source
  })
}
