import type { WrittenMail } from "./mail.ts"
import { renderMail } from "./render-mail.ts"

/** What a simulated provider tells payees. Every string may be hostile. */
export interface ReceiptWords {
  readonly subject: string
  readonly lines: readonly string[]
  /** Names and values, in order. */
  readonly facts: readonly (readonly [name: string, value: string])[]
}

export function writeReceipt({ subject, lines, facts }: ReceiptWords): WrittenMail {
  const items = facts.map(([name, value]) => ({ head: `${name}: ${value}`, details: [] }))
  return renderMail({
    subject,
    heading: subject,
    lines,
    sections: items.length === 0 ? [] : [{ title: "Details", items, advice: null }],
    link: null,
    footer:
      "This is a test by Paidout's sandbox, which plays a payout provider. No money was moved.",
  })
}
