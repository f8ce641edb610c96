import type { Queryable } from "../postgres/pool.ts"
import type { MailKind } from "./mail.ts"

/** How the last mail to the merchant's own recipients fared. */
export interface LastMail {
  readonly kind: Exclude<MailKind, "receipt">
  readonly state: "due" | "sent" | "given_up"
  readonly subject: string | null
  readonly tries: number
  readonly accepted: readonly string[]
  readonly refused: readonly string[]
  readonly lastError: string | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

interface LastMailRow {
  readonly kind: LastMail["kind"]
  readonly state: LastMail["state"]
  readonly subject: string | null
  readonly tries: number
  readonly accepted: string[]
  readonly refused: string[]
  readonly last_error: string | null
  readonly created_at: Date
  readonly finished_at: Date | null
}

export async function findLastMail(
  queryable: Queryable,
  merchantId: string,
): Promise<LastMail | undefined> {
  const { rows } = await queryable.query<LastMailRow>(
    `select kind, state, subject, tries, accepted, refused, last_error, created_at, finished_at
     from mails where merchant_id = $1 and kind <> 'receipt' and state <> 'dropped'
       and subject is not null
     order by id desc
     limit 1`,
    [merchantId],
  )
  const [row] = rows
  if (row === undefined) return undefined
  const { last_error: lastError, created_at: createdAt, finished_at: finishedAt, ...mail } = row
  return { ...mail, lastError, createdAt, finishedAt }
}
