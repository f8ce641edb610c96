import type { Queryable } from "../postgres/pool.ts"
import { RESEND_COLUMNS, RESEND_JOINS, resendFromRow, type ResendRow } from "./resend-row.ts"
import type { Resend, ResendState } from "./resend.ts"

/** The merchant's resends of many, newest first, below the id `before`. */
export async function listResends(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly state?: ResendState | undefined
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly Resend[]> {
  const { rows } = await queryable.query<ResendRow>(
    `select ${RESEND_COLUMNS}
     from (
       select * from resends
       where merchant_id = $1
         and ($2::text is null or state = $2)
         and ($3::uuid is null or id < $3)
       order by id desc
       limit $4
     ) as r ${RESEND_JOINS}
     order by r.id desc`,
    [page.merchantId, page.state ?? null, page.before ?? null, page.limit],
  )
  return rows.map(resendFromRow)
}
