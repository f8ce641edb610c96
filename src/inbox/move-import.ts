import type { PoolClient } from "../postgres/pool.ts"
import type { Import } from "./import.ts"

/** Writes how far it came, and what became of its lines; the caller holds its lock. */
export async function moveImport(client: PoolClient, moved: Import): Promise<void> {
  const { counts } = moved
  await client.query({
    name: "move_import",
    text: `
      update imports
      set place = $3, applied = $4, repeated = $5, ignored = $6, unrecognised = $7, rejected = $8,
        verified = $9, content_hash = $10, finished_at = $11
      where merchant_id = $1 and id = $2`,
    values: [
      moved.merchantId,
      moved.id,
      moved.place,
      counts.applied,
      counts.repeated,
      counts.ignored,
      counts.unrecognised,
      counts.rejected,
      moved.verified,
      moved.contentHash,
      moved.finishedAt,
    ],
  })
}
