import { newUuid } from "../ids.ts"
import type { Queryable } from "../postgres/pool.ts"

export interface AttentionToOpen {
  readonly merchantId: string
  readonly kind: string
  readonly subject: "payout" | "batch" | "payment" | "message" | "source" | "endpoint"
  readonly subjectId: string
  readonly sourceId: string | null
  /** One sentence: what to do. */
  readonly advice: string
  readonly detail: Readonly<Record<string, unknown>>
  /**
   * Of what is told for as long as it stands so: since when. Who closed an item of it after that has
   * seen it, and is not told again.
   */
  readonly standsSince?: Date
}

/**
 * Opens items, but for kinds that their source has switched off; one that is already open for the same thing stays as it is. A payout that another
 * one replaces was seen to: whoever announced that one locked it first, so neither misses the other.
 */
export async function openAttention(
  queryable: Queryable,
  items: readonly AttentionToOpen[],
): Promise<void> {
  await queryable.query({
    name: "open-attention",
    text: `
      insert into attention_items
        (merchant_id, id, kind, subject, subject_id, source_id, advice, detail)
      select m, i, k, s, o, c, a, d
      from json_to_recordset($1::json)
        as r(m uuid, i uuid, k text, s text, o uuid, c uuid, a text, d jsonb, w timestamptz)
      where (r.k not in ('failed', 'insufficient_balance', 'reversed')
          or not exists (select from payouts p where p.merchant_id = r.m and p.replaces = r.o))
        and (r.w is null or not exists (
          select from attention_items seen
          where seen.merchant_id = r.m and seen.kind = r.k and seen.subject_id = r.o
            and seen.closed_by is not null and seen.closed_at >= r.w
        ))
        and not exists (
          select from sources s
          where s.merchant_id = r.m and s.id = r.c and s.settings -> 'attention_off' ? r.k
        )
      order by m, k, o
      on conflict (merchant_id, kind, subject_id) where closed_at is null do nothing`,
    values: [
      JSON.stringify(
        items.map((item) => ({
          m: item.merchantId,
          i: newUuid(),
          k: item.kind,
          s: item.subject,
          o: item.subjectId,
          c: item.sourceId,
          a: item.advice,
          d: item.detail,
          w: item.standsSince?.toISOString() ?? null,
        })),
      ),
    ],
  })
}
