import { idUuid } from "../ids.ts"

/** What a text that a person typed or pasted may mean; each is looked for exactly. */
export interface PayoutSearch {
  /** A reference, or what the provider calls it. */
  readonly text: string
  readonly accountTail: string | null
  /** UUID of the payout whose id it is. */
  readonly id: string | null
  /** Decimal texts: `1.500` may be either of two. */
  readonly amounts: readonly string[]
}

/** `**** 0099`, `IDR 10,000`, `Rp 10.000`, `po_…`, or any name. */
export function readPayoutSearch(typed: string): PayoutSearch {
  const text = typed.trim()
  const tail = /^(?:\*+\s*)?(\S{1,4})$/.exec(text)?.[1]
  return {
    text,
    accountTail: tail ?? null,
    id: idUuid("payout", text) ?? null,
    amounts: amountsOf(text),
  }
}

const CURRENCY = /^(?:[A-Z]{3}|Rp\.?|[$€£¥])?\s*([\d.,'\s]+?)\s*(?:[A-Z]{3})?$/i
const PLAIN = /^\d{1,34}(?:[.,]\d{1,4})?$/

/** A separator stands before three digits each, or before the fraction. */
function amountsOf(text: string): readonly string[] {
  const digits = CURRENCY.exec(text)?.[1]?.replaceAll(/[\s']/g, "") ?? ""
  const readings = [
    PLAIN.test(digits) ? digits.replace(",", ".") : undefined,
    grouped(digits, ","),
    grouped(digits, "."),
  ]
  return [...new Set(readings.filter((reading) => reading !== undefined))]
}

function grouped(digits: string, separator: "," | "."): string | undefined {
  const point = separator === "," ? "." : ","
  const pattern = new RegExp(`^\\d{1,3}(?:\\${separator}\\d{3}){1,11}(?:\\${point}\\d{1,4})?$`)
  if (!pattern.test(digits)) return undefined
  return digits.replaceAll(separator, "").replace(point, ".")
}
