import { newUuid } from "../ids.ts"
import { readMailbox } from "../mail-address.ts"
import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { oneLine } from "./mail-text.ts"
import { writeReceipt, type ReceiptWords } from "./write-receipt.ts"

export interface NewReceipt extends ReceiptWords {
  /** The sandbox's merchant. */
  readonly merchantId: string
  /** What it tells of: of receipts with the same key only the first is kept. */
  readonly dedupeKey: string
  /** As the payees' addresses were given, wrong ones too; whom each header names, and whom none. */
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly bcc: readonly string[]
}

const recipientsMax = 20
/** How many of the others are told of. */
const droppedMax = 20

/**
 * Puts a receipt into the outbox, due at once, and returns what of the addresses it is not sent to:
 * no mailboxes, or too many. They stand with the mail as refused; of nobody else there is no mail.
 */
export async function insertReceipt(
  queryable: Queryable,
  receipt: NewReceipt,
): Promise<{ readonly dropped: readonly string[] }> {
  const { recipients, cc, bcc, dropped } = addressees(receipt)
  if (recipients.length === 0) return { dropped }
  const words = writeReceipt(receipt)
  await queryable.query(
    `insert into mails (merchant_id, id, kind, dedupe_key, recipients, cc, bcc, refused, subject,
       text_body, html_body, due_at)
     values ($1, $2, 'receipt', 'receipt:' || $3, $4, $5, $6, $7, $8, $9, $10, paidout_now())
     on conflict (merchant_id, dedupe_key) do nothing`,
    [
      receipt.merchantId,
      newUuid(),
      receipt.dedupeKey,
      textArray(recipients),
      textArray(cc),
      textArray(bcc),
      textArray(dropped),
      words.subject,
      words.text,
      words.html,
    ],
  )
  return { dropped }
}

/** Each mailbox once, where it is named first: who stands in To and Bcc is named. */
function addressees({ to, cc, bcc }: NewReceipt) {
  const known = new Set<string>()
  const dropped: string[] = []
  const keep = (given: readonly string[]) =>
    given.flatMap((text) => {
      const address = readMailbox(text)?.address
      if (address !== undefined && known.has(address.toLowerCase())) return []
      if (address === undefined || known.size === recipientsMax) {
        if (dropped.length < droppedMax) dropped.push(oneLine(address ?? text))
        return []
      }
      known.add(address.toLowerCase())
      return [address]
    })
  const kept = { to: keep(to), cc: keep(cc), bcc: keep(bcc) }
  return { recipients: [...kept.to, ...kept.cc, ...kept.bcc], cc: kept.cc, bcc: kept.bcc, dropped }
}
