import type { Queryable } from "../postgres/pool.ts"
import { HELD_COLUMNS, heldFromRow, type HeldEvent, type HeldRow } from "./held-event.ts"

/** Some of the news that is held of a source; what another process has in hand is left to it. */
export async function lockHeldOfSource(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string },
  countMax: number,
): Promise<readonly HeldEvent[]> {
  const { rows } = await queryable.query<HeldRow>({
    name: "lock_held_of_source",
    text: `
      select ${HELD_COLUMNS} from held_events as h
      where h.merchant_id = $1 and h.source_id = $2
      order by h.subject, h.provider_id, h.status limit $3 for update of h skip locked`,
    values: [source.merchantId, source.sourceId, countMax],
  })
  return rows.map(heldFromRow)
}
