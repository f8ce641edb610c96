import { newUuid } from "../ids.ts"
import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { WrittenMail } from "./mail.ts"

export interface NewMail extends WrittenMail {
  readonly merchantId: string
  readonly kind: "endpoint_disabled"
  /** What it tells of: of mails with the same key only the first is kept. */
  readonly dedupeKey: string
  /** 1 to 20 addresses. */
  readonly recipients: readonly string[]
}

/** Puts a mail into the outbox, due at once. */
export async function insertMail(queryable: Queryable, mail: NewMail): Promise<void> {
  await queryable.query(
    `insert into mails (merchant_id, id, kind, dedupe_key, recipients, subject, text_body,
       html_body, due_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, paidout_now())
     on conflict (merchant_id, dedupe_key) do nothing`,
    [
      mail.merchantId,
      newUuid(),
      mail.kind,
      mail.dedupeKey,
      textArray(mail.recipients),
      mail.subject,
      mail.text,
      mail.html,
    ],
  )
}
