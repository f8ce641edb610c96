import { Readable } from "node:stream"
import { Type } from "typebox"

import type { BoundedPage } from "../postgres/bounded-page.ts"
import { csvLine } from "./csv.ts"

/** Rows of a download that are in memory at once. */
const rowsPerPage = 500

/** Reads a list's page: at most so many rows, older than `before`. */
export type ReadPage<Row> = (page: {
  readonly before: string | undefined
  readonly limit: number
}) => Promise<BoundedPage<Row>>

/** The rows of a list, of none. */
export const noRows: ReadPage<never> = async () => ({ rows: [], lookedTo: null })

export const CsvAnswer = {
  200: {
    description:
      "RFC 4180, newest first. A download that did not end well is cut off, so that it is not " +
      "taken for a whole one.",
    content: { "text/csv": { schema: Type.Unsafe<Readable>({ type: "string" }) } },
  },
}

export function csvHeaders(name: string): Record<string, string> {
  return {
    "content-type": "text/csv; charset=utf-8; header=present",
    "content-disposition": `attachment; filename="${name}.csv"`,
  }
}

/**
 * A whole list as CSV: the next page is read when the one before is on its way, and none once the
 * client is gone. The first is read before anything is answered, so that what cannot be read at all
 * is a problem and no empty file; when a later one fails the connection is cut.
 */
export async function listCsv<Row extends { readonly id: string }>(
  readPage: ReadPage<Row>,
  columns: readonly string[],
  cells: (row: Row) => readonly string[],
): Promise<Readable> {
  const first = await readPage({ before: undefined, limit: rowsPerPage })
  async function* lines() {
    yield csvLine(columns)
    let page = first
    for (;;) {
      const text = page.rows.map((row) => csvLine(cells(row))).join("")
      if (text !== "") yield text
      const isFull = page.rows.length === rowsPerPage
      const before = isFull ? page.rows.at(-1)?.id : page.lookedTo
      if (before === undefined || before === null) return
      page = await readPage({ before, limit: rowsPerPage })
    }
  }
  return Readable.from(lines())
}
