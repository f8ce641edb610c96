import type { Queryable } from "../postgres/pool.ts"
import { HELD_COLUMNS, heldFromRow, type HeldEvent, type HeldRow } from "./held-event.ts"

/** What of a message waits for confirmation, at most 100. */
export async function findHeldOfMessage(
  queryable: Queryable,
  message: { readonly merchantId: string; readonly sourceId: string; readonly id: string },
): Promise<readonly HeldEvent[]> {
  const { rows } = await queryable.query<HeldRow>({
    name: "find_held_of_message",
    text: `
      select ${HELD_COLUMNS} from held_events as h
      where h.merchant_id = $1 and h.source_id = $2 and h.message_id = $3
      order by h.id limit 100`,
    values: [message.merchantId, message.sourceId, message.id],
  })
  return rows.map(heldFromRow)
}
