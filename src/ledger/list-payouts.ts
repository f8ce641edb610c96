import type { Payout } from "../payout/payout.ts"
import { boundedPage, type BoundedPage } from "../postgres/bounded-page.ts"
import type { Queryable } from "../postgres/pool.ts"
import { payoutCandidates } from "./payout-candidates.ts"
import type { PayoutPage } from "./payout-page.ts"
import { PAYOUT_COLUMNS, payoutFromRow, type PayoutRow } from "./payout-row.ts"

/**
 * The merchant's payouts, newest first, below the id `before`, of the `lookedAtMax` that are next on
 * the way its filters choose. Sent without a name, so that the server plans it for the filters that
 * are there.
 */
export async function listPayouts(
  queryable: Queryable,
  page: PayoutPage,
): Promise<BoundedPage<Payout>> {
  const { filter } = page
  const candidates = payoutCandidates(page)
  const sql = `select ${PAYOUT_COLUMNS} from (${candidates.sql}) as p
     where ($3::timestamptz is null or created_at >= $3)
       and ($4::timestamptz is null or created_at < $4)
       and ($8::text is null or provider = $8)
       and ($9::text is null or status = $9)
       and ($10::text is null or reference = $10)
       and ($11::text is null or provider_id = $11)
       and ($12::uuid is null or source_id = $12)
       and ($13::uuid is null or batch_id = $13)
       and ($14::text is null or currency = $14)
       and ($15::boolean is null or live = $15)
       and ($16::text is null or substr(destination_masked ->> 'account_number', 6) = $16)
       and ($17::numeric is null or amount >= $17)
       and ($18::numeric is null or amount <= $18)
       and ($19::timestamptz is null or updated_at >= $19)
       and ($20::timestamptz is null or updated_at < $20)
       and ($21::text is null or certainty = $21)
       and ($22::text is null or failure_code = $22)
       and ($23::boolean is null or $23 = exists (
         select from attention_items as i
         where i.merchant_id = p.merchant_id and i.subject_id = p.id and i.closed_at is null))
     order by id desc
     limit $7`
  const filters = [
    filter.provider ?? null,
    filter.status ?? null,
    filter.reference ?? null,
    filter.providerId ?? null,
    filter.sourceId ?? null,
    filter.batchId ?? null,
    filter.currency ?? null,
    filter.live ?? null,
    filter.accountTail ?? null,
    filter.amountFrom ?? null,
    filter.amountTo ?? null,
    filter.updatedFrom ?? null,
    filter.updatedTo ?? null,
    filter.certainty ?? null,
    filter.failureCode ?? null,
    filter.hasAttention ?? null,
  ]
  const { rows, lookedTo } = await boundedPage<PayoutRow>(queryable, {
    sql,
    candidates,
    limit: page.limit,
    filters,
  })
  return { rows: rows.map(payoutFromRow), lookedTo }
}
