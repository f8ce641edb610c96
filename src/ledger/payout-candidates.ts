import { plainArray, textArray } from "../postgres/array-parameter.ts"
import {
  candidateValues,
  idRange,
  namedCandidates,
  type Candidates,
} from "../postgres/bounded-page.ts"
import type { PayoutPage } from "./payout-page.ts"
import type { PayoutSearch } from "./payout-search.ts"

/**
 * The ways to the payouts of a merchant, each along one index, newest first: $1 the merchant, $2 to
 * $4 the range of ids, $5 what the way goes by, $6 how many are looked at.
 */
const CANDIDATES = {
  all: `select * from payouts
    where merchant_id = $1 and $5::text is null and ${idRange("id")}
    order by id desc limit $6`,
  providerId: namedCandidates("payouts", "payout"),
  reference: `select * from payouts
    where reference = $5::text and merchant_id = $1 and ${idRange("id")}
    order by id desc limit $6`,
  batch: `select * from payouts
    where batch_id = $5::uuid and merchant_id is not distinct from $1 and ${idRange("id")}
    order by id desc limit $6`,
  account: `select * from payouts
    where substr(destination_masked ->> 'account_number', 6) = $5::text and merchant_id = $1
      and destination_masked ->> 'account_number' is not null and ${idRange("id")}
    order by id desc limit $6`,
  amount: `select * from payouts
    where amount = $5::numeric and merchant_id = $1 and ${idRange("id")}
    order by id desc limit $6`,
  status: `select * from payouts
    where (case when status <> 'paid' then merchant_id end) = $1 and status = $5::text
      and status <> 'paid' and ${idRange("id")}
    order by id desc limit $6`,
  source: `select * from payouts
    where source_id = $5::uuid and merchant_id is not distinct from $1 and ${idRange("id")}
    order by id desc limit $6`,
  // A payout may have several: the distinct ones are counted, or the bound would hide some.
  attention: `select p.* from (
      select distinct subject_id as id from attention_items
      where (case when closed_at is null then merchant_id end) = $1 and closed_at is null
        and subject = 'payout' and $5::text is null and ${idRange("subject_id")}
      order by subject_id desc limit $6
    ) as items
    cross join lateral (
      select * from payouts where merchant_id = $1 and id = items.id offset 0
    ) as p
    order by p.id desc limit $6`,
  // $5: a name, the end of an account's number, an id, amounts.
  search: `select p.* from (
      (select id from payouts
       where reference = ($5::text[])[1] and merchant_id = $1 and ${idRange("id")}
       order by id desc limit $6)
      union
      (select id from (${namedCandidates("payouts", "payout", "($5::text[])[1]")}) as named)
      union
      (select id from payouts
       where substr(destination_masked ->> 'account_number', 6) = ($5::text[])[2]
         and destination_masked ->> 'account_number' is not null and merchant_id = $1
         and ${idRange("id")}
       order by id desc limit $6)
      union
      (select id from payouts
       where merchant_id = $1 and id = ($5::text[])[3]::uuid and ${idRange("id")})
      union
      (select of_amount.id from unnest(($5::text[])[4:]) as told (amount)
       cross join lateral (
         select id from payouts
         where amount = told.amount::numeric and merchant_id = $1 and ${idRange("id")}
         order by id desc limit $6
       ) as of_amount)
      order by id desc limit $6
    ) as found
    cross join lateral (
      select * from payouts where merchant_id = $1 and id = found.id offset 0
    ) as p
    order by p.id desc limit $6`,
  statuses: `select of_status.* from unnest($5::text[]) as s (status)
    cross join lateral (
      select * from payouts
      where (case when status <> 'paid' then merchant_id end) = $1 and status = s.status
        and status <> 'paid' and ${idRange("id")}
      order by id desc limit $6
    ) as of_status
    order by of_status.id desc limit $6`,
} as const satisfies Record<string, string>

/** The way that leaves least to be looked at: what names a payout, then what few have. */
export function payoutCandidates(page: PayoutPage): Candidates {
  const { filter } = page
  const exact = filter.amountFrom === filter.amountTo ? filter.amountFrom : undefined
  const ways: readonly (readonly [keyof typeof CANDIDATES, string | null | undefined])[] = [
    ["search", searchKey(filter.search)],
    ["providerId", filter.providerId],
    ["reference", filter.reference],
    ["batch", filter.batchId],
    ["account", filter.accountTail],
    ["amount", exact],
    ["attention", filter.hasAttention === true ? null : undefined],
    ["status", filter.status === "paid" ? undefined : filter.status],
    ["statuses", hasFailed(filter) ? plainArray(WITH_FAILURE) : undefined],
    ["source", filter.sourceId],
  ]
  const [way, key] = ways.find(([, value]) => value !== undefined) ?? ["all", null]
  const { createdFrom: from, createdTo: to } = filter
  return { sql: CANDIDATES[way], values: candidateValues(page, { from, to, key }) }
}

/** Where a failure may stand; the table's check says so. */
const WITH_FAILURE = ["failed", "reversed", "cancelled"]

function hasFailed({ failureCode, status }: PayoutPage["filter"]): boolean {
  return failureCode !== undefined && status === undefined
}

function searchKey(search: PayoutSearch | undefined): string | undefined {
  if (search === undefined) return undefined
  const { text, accountTail, id, amounts } = search
  return textArray([text, accountTail, id, ...amounts])
}
