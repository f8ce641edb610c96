import type { Queryable } from "../postgres/pool.ts"

/** Of the merchant's newest messages: further back a source has been silent for long. */
const lookedAtMax = 2_000

/** When a source last sent what verified at once; undefined: not among the newest messages. */
export async function findLastAuthentic(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string },
): Promise<Date | undefined> {
  const { rows } = await queryable.query<{ received_at: Date }>({
    name: "find-last-authentic",
    text: `
      select received_at from (
        select id, source_id, received_at, answer_status, import_id from messages
        where merchant_id = $1
        order by id desc
        limit ${lookedAtMax}
      ) as newest
      where source_id = $2 and import_id is null and answer_status between 200 and 299
      order by id desc
      limit 1`,
    values: [source.merchantId, source.sourceId],
  })
  return rows[0]?.received_at
}
