import { plainArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { SubjectId } from "./lock-payouts.ts"

/** A payout with the UUID of the one in whose place it was made. */
export interface ReplacingPayout extends SubjectId {
  readonly replaces: string | null
}

/**
 * Of these payouts, those that replace others or are replaced: the first of each chain, locked
 * until the end of the transaction. Two that are paid at the same moment come one after the other,
 * so that the second sees the first. Most payouts are in no chain: they cost an index probe.
 */
export async function lockReplacements(
  client: PoolClient,
  payouts: readonly ReplacingPayout[],
): Promise<readonly SubjectId[]> {
  const { rows } = await client.query<{ merchant_id: string; id: string }>({
    name: "lock-replacements",
    text: `
      with recursive up as (
        select w.m as merchant_id, w.i as id, w.r as replaces
        from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as w(m, i, r)
        where w.r is not null
          or exists (select from payouts q where q.merchant_id = w.m and q.replaces = w.i)
        union
        select o.merchant_id, o.id, o.replaces
        from up join payouts o on o.merchant_id = up.merchant_id and o.id = up.replaces
      )
      select merchant_id, id,
        pg_advisory_xact_lock(hashtextextended('paidout.replacements:' || id, 0))
      from (
        select distinct merchant_id, id from up where replaces is null order by id offset 0
      ) as firsts`,
    values: [
      plainArray(payouts.map((each) => each.merchantId)),
      plainArray(payouts.map((each) => each.id)),
      plainArray(payouts.map((each) => each.replaces)),
    ],
  })
  return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id }))
}
