import type { Queryable } from "../postgres/pool.ts"
import type { ClaimedMail, MailKind } from "./mail.ts"

interface MailRow {
  readonly merchant_id: string
  readonly id: string
  readonly kind: MailKind
  readonly window_start: Date | null
  readonly recipients: string[]
  readonly cc: string[]
  readonly bcc: string[]
  readonly accepted: string[]
  readonly refused: string[]
  readonly subject: string | null
  readonly text_body: string
  readonly html_body: string
  readonly tries: number
  readonly created_at: Date
}

/**
 * Takes mails that are due, for `leaseMs` of the server's own time: until then nobody else gets
 * them, also when the sandbox's clock is moved meanwhile. A claim that runs out is another's.
 */
export async function claimMails(
  queryable: Queryable,
  claim: { readonly claimId: string; readonly leaseMs: number; readonly limit: number },
): Promise<readonly ClaimedMail[]> {
  const { rows } = await queryable.query<MailRow>(
    `with moment as materialized (
       select paidout_now() as at, paidout_server_now() as server_at
     ), free as (
       select m.merchant_id, m.id from mails m cross join moment
       where m.state = 'due' and m.due_at <= moment.at
         and (m.claimed_until is null or m.claimed_until <= moment.server_at)
       order by m.due_at
       limit $3
       for update of m skip locked
     )
     update mails m
     set claimed_by = $1, claimed_until = moment.server_at + $2 * interval '1 millisecond',
       tries = tries + 1
     from free cross join moment
     where m.merchant_id = free.merchant_id and m.id = free.id
     returning m.merchant_id, m.id, m.kind, m.window_start, m.recipients, m.cc, m.bcc, m.accepted,
       m.refused, m.subject, m.text_body, m.html_body, m.tries, m.created_at`,
    [claim.claimId, claim.leaseMs, claim.limit],
  )
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    kind: row.kind,
    windowStart: row.window_start,
    recipients: row.recipients,
    cc: row.cc,
    bcc: row.bcc,
    accepted: row.accepted,
    refused: row.refused,
    written:
      row.subject === null
        ? null
        : { subject: row.subject, text: row.text_body, html: row.html_body },
    tries: row.tries,
    createdAt: row.created_at,
  }))
}
