import type { Payment } from "../payout/payment.ts"
import type { PaymentStatus } from "../payout/status.ts"
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

/** The merchant's payments with their charges, newest first, below the id `before`. */
export async function listPayments(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly filter: PaymentFilter
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly Payment[]> {
  const { filter } = page
  const { rows } = await queryable.query<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payments p
     where merchant_id = $1
       and ($2::uuid is null or id < $2)
       and ($4::text is null or provider = $4)
       and ($5::text is null or status = $5)
       and ($6::text is null or reference = $6)
       and ($7::text is null or provider_id = $7)
       and ($8::uuid is null or source_id = $8)
       and ($9::boolean is null or live = $9)
     order by id desc
     limit $3`,
    [
      page.merchantId,
      page.before ?? null,
      page.limit,
      filter.provider ?? null,
      filter.status ?? null,
      filter.reference ?? null,
      filter.providerId ?? null,
      filter.sourceId ?? null,
      filter.live ?? null,
    ],
  )
  return rows.map((row) => paymentFromRow(row))
}
