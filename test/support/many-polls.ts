import { randomUUID } from "node:crypto"

import type { Source } from "../../src/merchants/source.ts"
import type { Queryable } from "../../src/postgres/pool.ts"

/**
 * As many payouts under way at one source as are wanted, all of them due: copies of the one payout
 * that the source has, named by number. Nobody could tell that many webhooks in a test's time.
 */
export async function copyUnderWay(
  queryable: Queryable,
  source: Pick<Source, "id">,
  copies: {
    readonly count: number
    readonly nameOf: "xendit" | "pivot"
    readonly batchSize?: number
  },
): Promise<void> {
  const { count, nameOf, batchSize = 1_000 } = copies
  const prefix = randomUUID().slice(0, 23)
  await queryable.query(
    `with one as (select * from payouts where source_id = $1 order by id limit 1),
     made as (
       insert into payouts (merchant_id, id, source_id, provider, provider_id, reference, amount,
         currency, status, reason, certainty, live, sequence, details, facts, created_at, updated_at)
       select merchant_id, gen_random_uuid(), source_id, provider,
         case $3 when 'xendit' then 'po-' || $4 || '-' || n
           else $4 || '-' || lpad((n / $5)::text, 12, '0') || ':wage-' || n end,
         'wage-' || n, amount, currency, status, reason, certainty, live, sequence, details, facts,
         created_at, updated_at
       from one, generate_series(0, $2::integer - 1) as n
       returning *
     ), named as (
       insert into names (merchant_id, source_id, kind, name, subject_id)
       select merchant_id, source_id, 'payout', provider_id, id from made
     )
     insert into polls (merchant_id, subject, subject_id, source_id, urgency, since, due_at, stuck_at)
     select merchant_id, 'payout', id, source_id, 1, paidout_now(), paidout_now(),
       paidout_now() + interval '1 day'
     from made`,
    [source.id, count, nameOf, prefix, batchSize],
  )
}
