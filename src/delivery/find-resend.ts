import type { Queryable } from "../postgres/pool.ts"
import { RESEND_COLUMNS, RESEND_JOINS, resendFromRow, type ResendRow } from "./resend-row.ts"
import type { Resend } from "./resend.ts"

export async function findResend(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Resend | undefined> {
  const { rows } = await queryable.query<ResendRow>(
    `select ${RESEND_COLUMNS}
     from resends as r ${RESEND_JOINS}
     where r.merchant_id = $1 and r.id = $2`,
    [key.merchantId, key.id],
  )
  return rows[0] && resendFromRow(rows[0])
}
