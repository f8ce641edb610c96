/** RFC 4180: commas, CRLF, quotes where they are needed. */

/** What a spreadsheet takes for a formula when a cell begins with it, full-width forms too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/**
 * A cell of text. It may hold what a stranger chose (a reference), so one that a spreadsheet would
 * compute begins with an apostrophe.
 */
export function csvText(value: string | null | undefined): string {
  if (value === null || value === undefined) return ""
  return quoted(FORMULA.test(value) ? `'${value}` : value)
}

/** A cell of a number of our own, which may be negative. @throws Error: it is none */
export function csvNumber(value: string | number | null): string {
  if (value === null) return ""
  const text = String(value)
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error("That is no number.")
  return text
}

/** A line of cells that are written already. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.join(",")}\r\n`
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
