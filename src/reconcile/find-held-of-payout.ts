import type { Queryable } from "../postgres/pool.ts"
import { HELD_COLUMNS, heldFromRow, type HeldEvent, type HeldRow } from "./held-event.ts"

/** What waits to be confirmed of a payout: by its name, or by its reference while it has none. */
export async function findHeldOfPayout(
  queryable: Queryable,
  payout: {
    readonly merchantId: string
    readonly sourceId: string
    readonly providerId: string | null
    readonly reference: string | null
  },
): Promise<readonly HeldEvent[]> {
  const { rows } = await queryable.query<HeldRow>({
    name: "find_held_of_payout",
    text: `
      select ${HELD_COLUMNS} from (
        (select * from held_events
         where merchant_id = $1 and source_id = $2 and subject = 'payout' and provider_id = $3
         limit 100)
        union all
        (select * from held_events
         where merchant_id = $1 and source_id = $2 and subject = 'payout'
           and $3::text is null and reference = $4
         limit 100)
      ) as h
      order by h.id limit 100`,
    values: [payout.merchantId, payout.sourceId, payout.providerId, payout.reference],
  })
  return rows.map(heldFromRow)
}
