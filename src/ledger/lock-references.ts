import { plainArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"

/*
 * Whoever announces a payout looks whether an event told of it, and whoever settles an event looks
 * whether its payout was announced. Neither sees what the other has not committed, so one waits for
 * the other, per source and until the end of the transaction. Take it before any name.
 */

/** Of those who settle: they do not wait for one another. */
export async function shareReferences(
  client: PoolClient,
  sourceIds: readonly string[],
): Promise<void> {
  await client.query({
    name: "share-references",
    text: `
      select pg_advisory_xact_lock_shared(k)
      from (
        select distinct hashtextextended('paidout.references:' || s, 0) as k
        from unnest($1::text[]) as w(s) order by k offset 0
      ) as keys`,
    values: [plainArray(sourceIds)],
  })
}

/** Of who announces: alone. */
export async function lockReferences(
  client: PoolClient,
  sourceIds: readonly string[],
): Promise<void> {
  await client.query({
    name: "lock-references",
    text: `
      select pg_advisory_xact_lock(k)
      from (
        select distinct hashtextextended('paidout.references:' || s, 0) as k
        from unnest($1::text[]) as w(s) order by k offset 0
      ) as keys`,
    values: [plainArray(sourceIds)],
  })
}
