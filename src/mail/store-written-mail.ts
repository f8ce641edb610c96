import type { Queryable } from "../postgres/pool.ts"
import type { WrittenMail } from "./mail.ts"

/** Its words stand from now on, and the claim begins anew. False: it is another's by now. */
export async function storeWrittenMail(
  queryable: Queryable,
  mail: WrittenMail & {
    readonly merchantId: string
    readonly id: string
    readonly claimId: string
    readonly leaseMs: number
  },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update mails
     set subject = $4, text_body = $5, html_body = $6,
       claimed_until = paidout_server_now() + $7 * interval '1 millisecond'
     where merchant_id = $1 and id = $2 and claimed_by = $3 and state = 'due' and subject is null`,
    [mail.merchantId, mail.id, mail.claimId, mail.subject, mail.text, mail.html, mail.leaseMs],
  )
  return rowCount === 1
}
