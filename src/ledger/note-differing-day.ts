import { newUuid } from "../ids.ts"
import { ATTENTION_ADVICE } from "../payout/attention.ts"
import type { Queryable } from "../postgres/pool.ts"

/** A source and a day whose report found differences, or none any more. */
export interface DifferingDay {
  readonly merchantId: string
  readonly sourceId: string
  readonly day: string
}

/** How much a report could see: who told what may be missing here, and what nobody could look at. */
export interface Sight {
  readonly by: readonly string[]
  readonly not_checked: number
}

/**
 * One open item per source tells of all such days, each with its last report and with the most that
 * any report of it has seen. It waits no more, if it was told that it may.
 */
export async function noteDifferingDay(
  queryable: Queryable,
  { merchantId, sourceId, day }: DifferingDay,
  report: { readonly reconciliation_id: string; readonly differences: number } & Sight,
): Promise<void> {
  await queryable.query({
    name: "note_differing_day",
    text: `
      insert into attention_items as a
        (merchant_id, id, kind, subject, subject_id, source_id, advice, detail)
      values ($1, $2, 'reconciliation_difference', 'source', $3, $3, $4,
        jsonb_build_object('days', jsonb_build_object($5::text, $6::jsonb)))
      on conflict (merchant_id, kind, subject_id) where closed_at is null do update
      set snoozed_until = null,
        detail = jsonb_set(a.detail, array['days', $5::text], $6::jsonb || jsonb_build_object(
        'by', (
          select coalesce(jsonb_agg(distinct each.teller), '[]')
          from jsonb_array_elements(
            coalesce(a.detail #> array['days', $5, 'by'], '[]') || ($6::jsonb -> 'by')
          ) as each (teller)),
        'not_checked', least(
          (a.detail #>> array['days', $5, 'not_checked'])::bigint,
          ($6::jsonb ->> 'not_checked')::bigint)))`,
    values: [
      merchantId,
      newUuid(),
      sourceId,
      ATTENTION_ADVICE.reconciliation_difference,
      day,
      JSON.stringify(report),
    ],
  })
}

/**
 * A later report of the day found none: the item closes with the last of its days. One that saw less
 * than those that found differences proves nothing, and changes nothing.
 */
export async function clearDifferingDay(
  queryable: Queryable,
  { merchantId, sourceId, day }: DifferingDay,
  sight: Sight,
): Promise<void> {
  await queryable.query({
    name: "clear_differing_day",
    text: `
      update attention_items
      set detail = case when left_over = '{}' then detail
          else jsonb_set(detail, '{days}', left_over) end,
        closed_at = case when left_over = '{}' then paidout_now() end,
        closed_because = case when left_over = '{}' then 'a later report found no difference' end
      from (
        select id as item_id, (detail -> 'days') - $3::text as left_over from attention_items
        where merchant_id = $1 and kind = 'reconciliation_difference' and subject_id = $2
          and closed_at is null and detail -> 'days' ? $3::text
          and detail #> array['days', $3::text, 'by'] <@ $4::jsonb
          and (detail #>> array['days', $3::text, 'not_checked'])::bigint >= $5::bigint
        for update
      ) as day
      where merchant_id = $1 and id = day.item_id`,
    values: [merchantId, sourceId, day, JSON.stringify(sight.by), sight.not_checked],
  })
}
