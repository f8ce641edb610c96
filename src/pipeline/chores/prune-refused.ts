import {
  closeQuarantineAttention,
  lockQuarantineAttention,
} from "../../inbox/close-quarantine-attention.ts"
import { pruneQuarantine } from "../../inbox/prune-quarantine.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

/** Lets refused messages go that nobody released in time, and what they asked for. How many. */
export async function pruneRefused(
  pool: Pool,
  options: { readonly days: number; readonly limit: number },
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { pruned, sources } = await pruneQuarantine(client, options)
    for (const source of sources) {
      await lockQuarantineAttention(client, source)
      await closeQuarantineAttention(client, { ...source, because: "nobody released them in time" })
    }
    return pruned
  })
}
