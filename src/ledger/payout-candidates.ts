import {
  candidateValues,
  idRange,
  namedCandidates,
  type Candidates,
} from "../postgres/bounded-page.ts"
import type { PayoutPage } from "./payout-page.ts"

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
} as const satisfies Record<string, string>

/** The way that leaves least to be looked at: what names a payout, then what few have. */
export function payoutCandidates(page: PayoutPage): Candidates {
  const { filter } = page
  const exact = filter.amountFrom === filter.amountTo ? filter.amountFrom : undefined
  const ways: readonly (readonly [keyof typeof CANDIDATES, string | undefined])[] = [
    ["providerId", filter.providerId],
    ["reference", filter.reference],
    ["batch", filter.batchId],
    ["account", filter.accountTail],
    ["amount", exact],
    ["status", filter.status === "paid" ? undefined : filter.status],
    ["source", filter.sourceId],
  ]
  const [way, key] = ways.find(([, value]) => value !== undefined) ?? ["all", undefined]
  const { createdFrom: from, createdTo: to } = filter
  return { sql: CANDIDATES[way], values: candidateValues(page, { from, to, key: key ?? null }) }
}
