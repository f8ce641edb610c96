import type { EventType } from "../payout/canonical.ts"
import type { Queryable } from "../postgres/pool.ts"

/** The event that was applied as this number of a history; undefined where there is none. */
export async function findAppliedEvent(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly subjectId: string; readonly sequence: number },
): Promise<{ readonly eventId: string; readonly type: EventType } | undefined> {
  const { rows } = await queryable.query<{ id: string; type: EventType }>({
    name: "find_applied_event",
    text: `
      select id, type from history
      where merchant_id = $1 and subject_id = $2 and sequence = $3 and type is not null`,
    values: [key.merchantId, key.subjectId, key.sequence],
  })
  const [row] = rows
  return row && { eventId: row.id, type: row.type }
}
