import { PaidoutError } from "../errors.ts"

const limitDefault = 20

export interface NumberPage {
  /** One more than is shown: so that a last page is known as such. */
  readonly limit: number
  /** Only what has a smaller number is on this page. */
  readonly before: number | undefined
}

/** A page of rows that are counted from 1. @throws PaidoutError cursor_invalid */
export function numberPageOf(query: {
  readonly limit?: number
  readonly cursor?: string
}): NumberPage {
  const { limit = limitDefault, cursor } = query
  return { limit: limit + 1, before: cursor === undefined ? undefined : readCursor(cursor) }
}

/** Newest first; the cursor names the last row that was shown. */
export function numberListAnswer<Row, View>(
  page: NumberPage,
  rows: readonly Row[],
  of: { readonly number: (row: Row) => number; readonly view: (row: Row) => View },
): { readonly data: View[]; readonly next_cursor: string | null } {
  const shown = rows.slice(0, page.limit - 1)
  const last = shown.at(-1)
  const more = rows.length === page.limit && last !== undefined
  return { data: shown.map(of.view), next_cursor: more ? writeCursor(of.number(last)) : null }
}

function writeCursor(number: number): string {
  return Buffer.from(`n${number}`, "latin1").toString("base64url")
}

function readCursor(cursor: string): number {
  const [, digits] = /^n(\d{1,15})$/.exec(Buffer.from(cursor, "base64url").toString("latin1")) ?? []
  if (digits === undefined || writeCursor(Number(digits)) !== cursor) {
    throw new PaidoutError("cursor_invalid")
  }
  return Number(digits)
}
