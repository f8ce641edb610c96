import type { Queryable } from "../postgres/pool.ts"
import { heldKeyColumns, type HeldKey } from "./held-event.ts"

/** A storm of news is put off in parts: the next try puts off the next of it. */
const POSTPONED_MAX = 10_000

/**
 * Nothing of this source can be asked for now: what is due until then waits, and what was claimed for
 * this try has not had it. What others have locked is in hand, and is left to them.
 */
export async function postponeHeldEvents(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string },
  postponed: {
    readonly claimed: readonly HeldKey[]
    readonly forMs: number
    readonly finding: string
    readonly detail: string
  },
): Promise<void> {
  await queryable.query({
    name: "postpone_held_events",
    text: `
      with claimed as materialized (
        select h.* from unnest($6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[])
          as c (m, s, u, p, t)
        cross join lateral (
          select merchant_id, source_id, subject, provider_id, status from held_events
          where merchant_id = any (array[c.m]) and source_id = c.s and subject = c.u
            and provider_id = c.p and status = c.t
          for update skip locked
        ) as h
      ), waiting as materialized (
        select merchant_id, source_id, subject, provider_id, status from held_events
        where source_id = $2 and due_at < paidout_now() + $3::float8 * interval '1 ms'
          and due_at > '-infinity' and merchant_id is not distinct from $1
        order by due_at limit $11 for update skip locked
      ), put_off as (
        select *, true as is_claimed from claimed
        union all
        select *, false from (select * from waiting except select * from claimed) as others
      )
      update held_events as h set
        due_at = paidout_now() + $3::float8 * interval '1 ms',
        tries = case when w.is_claimed then greatest(h.tries - 1, 0) else h.tries end,
        finding = $4, detail = $5
      from put_off as w
      where h.merchant_id = any (array[w.merchant_id]) and h.source_id = w.source_id
        and h.subject = w.subject and h.provider_id = w.provider_id and h.status = w.status`,
    values: [
      source.merchantId,
      source.sourceId,
      postponed.forMs,
      postponed.finding,
      postponed.detail,
      ...heldKeyColumns(postponed.claimed),
      POSTPONED_MAX,
    ],
  })
}
