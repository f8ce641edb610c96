import { PaidoutError } from "../../errors.ts"
import { idText, newUuid } from "../../ids.ts"
import { findImportByFingerprint } from "../../inbox/find-import.ts"
import type { Import } from "../../inbox/import.ts"
import { insertImport } from "../../inbox/insert-import.ts"
import { findSource } from "../../merchants/find-source.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

export interface NewImport {
  readonly merchantId: string
  /** UUID. */
  readonly sourceId: string
  readonly name: string
  readonly fingerprint: string
  readonly isQuiet: boolean
  readonly actor: string
}

/**
 * Begins an import, or finds the one of the same source and fingerprint: it goes on as it was begun.
 * @throws PaidoutError not_found: there is no such source
 */
export async function beginImport(
  { pool, keyring }: { readonly pool: Pool; readonly keyring: Keyring },
  asked: NewImport,
): Promise<{ readonly import: Import; readonly isNew: boolean }> {
  const { merchantId, sourceId, actor } = asked
  const source = await findSource(pool, keyring, { merchantId, id: sourceId })
  if (source === undefined) throw new PaidoutError("not_found", "There is no such source.")
  return inTransaction(pool, async (client) => {
    const begun = await insertImport(client, { ...asked, id: newUuid(), createdBy: actor })
    if (begun === undefined) {
      const found = await findImportByFingerprint(client, asked)
      if (found === undefined) throw new Error("An import was neither found nor begun.")
      return { import: found, isNew: false }
    }
    const { name, fingerprint, isQuiet } = begun
    await insertAudit(client, {
      merchantId,
      actor,
      action: "import.begin",
      object: idText("import", begun.id),
      after: { source_id: idText("source", sourceId), name, fingerprint, deliver: !isQuiet },
    })
    return { import: begun, isNew: true }
  })
}
