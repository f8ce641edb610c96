import type { Queryable } from "../postgres/pool.ts"

/**
 * One item tells of all that is quarantined of a source. One that is open is held until the end of
 * the transaction, so that nobody closes it without seeing the message that was just kept. One that
 * a person dismissed tells also of what comes while some of that is still there.
 */
export async function pointOutQuarantine(
  queryable: Queryable,
  item: {
    readonly merchantId: string
    /** UUID of the new item. */
    readonly id: string
    readonly sourceId: string
    readonly advice: string
    readonly detail: Readonly<Record<string, unknown>>
  },
): Promise<void> {
  await queryable.query({
    name: "point-out-quarantine",
    text: `
      with held as materialized (
        select 1 from attention_items
        where merchant_id = $1 and kind = 'quarantined' and subject_id = $2 and closed_at is null
        for share
      )
      insert into attention_items
        (merchant_id, id, kind, subject, subject_id, source_id, advice, detail)
      select $1, $3, 'quarantined', 'source', $2, $2, $4, $5
      where not exists (select from held)
        and not exists (
          select from attention_items as seen
          where seen.merchant_id = $1 and seen.kind = 'quarantined' and seen.subject_id = $2
            and seen.closed_by is not null
            and exists (
              select from parked
              where merchant_id = $1 and source_id = $2 and state = 'quarantined'
                and parked_at <= seen.closed_at
            )
        )
      on conflict (merchant_id, kind, subject_id) where closed_at is null do nothing`,
    values: [item.merchantId, item.sourceId, item.id, item.advice, JSON.stringify(item.detail)],
  })
}
