import type { Queryable } from "../postgres/pool.ts"

/** What came since then that is looked at. */
const messagesMax = 5_000

/** The newest message of a source that came with this value of a header, since a moment. */
export async function findMarkedMessage(
  queryable: Queryable,
  mark: {
    readonly merchantId: string
    readonly sourceId: string
    /** Lower case. */
    readonly header: string
    readonly value: string
    readonly since: Date
  },
): Promise<string | undefined> {
  const { rows } = await queryable.query<{ id: string }>(
    `select id
     from (
       select id, source_id, headers from messages
       where merchant_id = $1 and id >= uuid_at($3)
       order by id desc
       limit $6
     ) as newest
     where source_id = $2 and headers -> $4 ? $5
     limit 1`,
    [mark.merchantId, mark.sourceId, mark.since, mark.header, mark.value, messagesMax],
  )
  return rows[0]?.id
}
