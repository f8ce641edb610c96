import type { Queryable } from "../postgres/pool.ts"
import type { QuarantinedMessage } from "./lock-quarantined.ts"

/** What `lockQuarantined` would lock, for who only looks. */
export async function listQuarantined(
  queryable: Queryable,
  wanted: {
    readonly merchantId: string
    readonly sourceId: string | null
    readonly after: string | null
    readonly limit: number
  },
): Promise<readonly QuarantinedMessage[]> {
  const { rows } = await queryable.query<{
    id: string
    source_id: string
    headers: Record<string, string[]>
    body_sealed: Buffer | null
  }>({
    name: "list-quarantined",
    text: `
      select p.message_id as id, p.source_id, m.headers, m.body_sealed
      from parked p join messages m on m.merchant_id = p.merchant_id and m.id = p.message_id
      where p.merchant_id = $1 and p.state = 'quarantined'
        and ($2::uuid is null or p.source_id = $2)
        and ($3::uuid is null or p.message_id > $3)
      order by p.message_id
      limit $4`,
    values: [wanted.merchantId, wanted.sourceId, wanted.after, wanted.limit],
  })
  return rows.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    headers: row.headers,
    bodySealed: row.body_sealed,
  }))
}
