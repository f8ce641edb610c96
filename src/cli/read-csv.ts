/** A CSV file with a header, as spreadsheets and dashboards write it. */
export interface CsvTable {
  readonly columns: readonly string[]
  readonly rows: readonly CsvRow[]
}

export interface CsvRow {
  /** Of the file, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Reads RFC 4180 and what comes near it: any line ends, a byte order mark, semicolons or tabs where
 * the header has those and no comma. Empty lines are left out. Undefined: a quote has no end.
 */
export function readCsv(text: string): CsvTable | undefined {
  const plain = text.replace(/^\uFEFF/, "")
  const separator = separatorOf(plain)
  const rows: CsvRow[] = []
  let cells: string[] = []
  let line = 1
  let begunAt = 1
  let position = 0
  const end = () => {
    if (cells.length > 1 || cells[0] !== "") rows.push({ line: begunAt, cells })
    cells = []
    begunAt = line
  }
  while (position < plain.length) {
    const cell = readCell(plain, position, separator)
    if (cell === undefined) return undefined
    cells.push(cell.value)
    line += cell.value.split("\n").length - 1
    position = cell.end
    if (plain[position] === separator) {
      position += 1
      if (position === plain.length) cells.push("")
      continue
    }
    if (plain.startsWith("\r\n", position)) position += 2
    else position += 1
    line += 1
    end()
  }
  if (cells.length > 0) end()
  const [header, ...others] = rows
  return { columns: header?.cells.map((name) => name.trim()) ?? [], rows: others }
}

function readCell(
  text: string,
  from: number,
  separator: string,
): { readonly value: string; readonly end: number } | undefined {
  if (text[from] !== '"') {
    let end = from
    while (end < text.length && !`${separator}\r\n`.includes(text[end] ?? "")) end += 1
    return { value: text.slice(from, end), end }
  }
  let value = ""
  let at = from + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return undefined
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') {
      const rest = readCell(text, quote + 1, separator)
      // Whatever follows a closing quote belongs to the cell, as spreadsheets read it.
      return rest && { value: value + rest.value, end: rest.end }
    }
    value += '"'
    at = quote + 2
  }
}

function separatorOf(text: string): string {
  const [header = ""] = text.split(/\r?\n/, 1)
  return [",", ";", "\t"].find((separator) => header.includes(separator)) ?? ","
}
