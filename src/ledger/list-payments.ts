import type { Payment } from "../payout/payment.ts"
import type { PaymentStatus } from "../payout/status.ts"
import {
  boundedPage,
  candidateValues,
  idRange,
  namedCandidates,
  type BoundedPage,
  type Candidates,
} from "../postgres/bounded-page.ts"
import type { Queryable } from "../postgres/pool.ts"
import { PAYMENT_COLUMNS, paymentFromRow, type PaymentRow } from "./payment-row.ts"

export interface PaymentFilter {
  readonly provider?: string | undefined
  readonly status?: PaymentStatus | undefined
  readonly reference?: string | undefined
  readonly providerId?: string | undefined
  readonly sourceId?: string | undefined
  readonly live?: boolean | undefined
}

export interface PaymentPage {
  readonly merchantId: string
  readonly filter: PaymentFilter
  readonly before?: string | undefined
  readonly limit: number
}

/** The ways to the payments of a merchant, each along one index; parameters as in payout-candidates. */
const CANDIDATES = {
  all: `select * from payments
    where merchant_id = $1 and $5::text is null and ${idRange("id")}
    order by id desc limit $6`,
  providerId: namedCandidates("payments", "payment"),
  reference: `select * from payments
    where reference = $5::text and merchant_id = $1 and ${idRange("id")}
    order by id desc limit $6`,
  status: `select * from payments
    where (case when status <> 'paid' then merchant_id end) = $1 and status = $5::text
      and status <> 'paid' and ${idRange("id")}
    order by id desc limit $6`,
} as const

/** The merchant's payments with their charges, newest first, below the id `before`. */
export async function listPayments(
  queryable: Queryable,
  page: PaymentPage,
): Promise<BoundedPage<Payment>> {
  const { filter } = page
  const candidates = candidatesOf(page)
  const sql = `select ${PAYMENT_COLUMNS} from (${candidates.sql}) as p
     where ($8::text is null or provider = $8)
       and ($9::text is null or status = $9)
       and ($10::text is null or reference = $10)
       and ($11::text is null or provider_id = $11)
       and ($12::uuid is null or source_id = $12)
       and ($13::boolean is null or live = $13)
     order by id desc
     limit $7`
  const filters = [
    filter.provider ?? null,
    filter.status ?? null,
    filter.reference ?? null,
    filter.providerId ?? null,
    filter.sourceId ?? null,
    filter.live ?? null,
  ]
  const { rows, lookedTo } = await boundedPage<PaymentRow>(queryable, {
    sql,
    candidates,
    limit: page.limit,
    filters,
  })
  return { rows: rows.map((row) => paymentFromRow(row)), lookedTo }
}

function candidatesOf(page: PaymentPage): Candidates {
  const { filter } = page
  const ways: readonly (readonly [keyof typeof CANDIDATES, string | undefined])[] = [
    ["providerId", filter.providerId],
    ["reference", filter.reference],
    ["status", filter.status === "paid" ? undefined : filter.status],
  ]
  const [way, key] = ways.find(([, value]) => value !== undefined) ?? ["all", undefined]
  return { sql: CANDIDATES[way], values: candidateValues(page, { key: key ?? null }) }
}
