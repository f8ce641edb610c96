import { idText } from "../../ids.ts"
import type { FoundParkedMessage } from "../../inbox/find-parked-message.ts"
import { lockImport } from "../../inbox/lock-import.ts"
import { moveImport } from "../../inbox/move-import.ts"
import { unparkMessage } from "../../inbox/unpark-message.ts"
import { closeImportAttention } from "../../ledger/close-import-attention.ts"
import { findSource } from "../../merchants/find-source.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import { endsOf } from "./ends-of-imported.ts"
import { asClaimed } from "./prepare-import.ts"
import { tellImported } from "./tell-imported.ts"

/**
 * Reads an imported message once more, in the caller's transaction: as of its own time, and told to
 * endpoints only where its import is. What is still not understood stays parked as it is. The
 * import's one attention item is there for all of them.
 */
export async function reprocessImported(
  client: PoolClient,
  context: { readonly keyring: Keyring; readonly later: Later },
  stored: {
    readonly merchantId: string
    readonly messageId: string
    readonly importId: string
    readonly parked: FoundParkedMessage
    readonly actor: string
  },
): Promise<void> {
  const { keyring, later } = context
  const { merchantId, messageId: id, importId, parked } = stored
  const { sourceId, headers, bodySealed, receivedAt } = parked
  const locked = await lockImport(client, { merchantId, id: importId })
  const source = await findSource(client, keyring, { merchantId, id: sourceId })
  if (locked === undefined) throw new Error("An imported message is of no import.")
  if (source === undefined || bodySealed === null) return
  const { found, now } = locked
  const body = await keyring.open(merchantId, bodySealed)
  const told = { merchantId, id, sourceId, headers, receivedAt: receivedAt.toISOString() }
  const opened = [{ message: asClaimed(told, source, now), body }]
  const { isQuiet, counts } = found
  const outcome = await tellImported(client, opened, { keyring, now, later, isQuiet })
  const end = endsOf(opened, outcome).get(id) ?? "unrecognised"
  if (end === "unrecognised") return
  await unparkMessage(client, { merchantId, id })
  const unrecognised = counts.unrecognised - 1
  const moved = { ...counts, unrecognised, [end]: counts[end] + 1 }
  later(() => moveImport(client, { ...found, counts: moved }))
  if (unrecognised > 0) return
  const closed = { merchantId, importId: idText("import", importId), by: stored.actor }
  later(() => closeImportAttention(client, { ...closed, because: "reprocessed" }))
}
