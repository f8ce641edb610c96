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
      with known as (
        select h.merchant_id, h.id
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as k (m, s, u, p)
        join held_events as h on h.merchant_id = k.m and h.source_id = k.s and h.subject = k.u
          and h.provider_id = k.p
        where h.priority > 0
        order by h.id for update of h
      )
      update held_events as h set priority = 0 from known
      where h.merchant_id = known.merchant_id and h.id = known.id`,
    values: [
      plainArray(subjects.map((each) => each.merchantId)),
      plainArray(subjects.map((each) => each.sourceId)),
      textArray(subjects.map((each) => each.subject)),
      textArray(subjects.map((each) => each.providerId)),
    ],
  })
}
