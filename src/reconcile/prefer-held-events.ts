import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { HeldEvent } from "./held-event.ts"

/** The ledger has come to know these: what is held of them goes before ids that nobody knows. */
export async function preferHeldEvents(
  queryable: Queryable,
  subjects: readonly Pick<HeldEvent, "merchantId" | "sourceId" | "subject" | "providerId">[],
): Promise<void> {
  await queryable.query({
    name: "prefer_held_events",
    text: `
      with known as materialized (
        select h.merchant_id, h.source_id, h.subject, h.provider_id, h.status
        from (
          select m, s, u, p
          from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as k (m, s, u, p)
          group by m, s, u, p
          order by m, s, u, p collate "C"
        ) as k
        cross join lateral (
          select merchant_id, source_id, subject, provider_id, status from held_events
          where merchant_id = any (array[k.m]) and source_id = k.s and subject = k.u
            and provider_id = k.p and priority is distinct from 0
          order by status collate "C" for update
        ) as h
      )
      update held_events as h set priority = 0 from known as k
      where h.merchant_id = any (array[k.merchant_id]) and h.source_id = k.source_id
        and h.subject = k.subject and h.provider_id = k.provider_id and h.status = k.status`,
    values: [
      plainArray(subjects.map((each) => each.merchantId)),
      plainArray(subjects.map((each) => each.sourceId)),
      textArray(subjects.map((each) => each.subject)),
      textArray(subjects.map((each) => each.providerId)),
    ],
  })
}
