import { isoExponent } from "../payout/money.ts"
import { CommandFailure, EXIT } from "./exit.ts"
import { readCsv, type CsvRow } from "./read-csv.ts"

/** A row as the API takes it. */
export interface StatementRowGiven {
  readonly provider_id: string | null
  readonly reference: string | null
  readonly amount: string
  readonly currency: string
  readonly status: string | null
}

const FIELDS = ["provider_id", "reference", "amount", "currency", "status"] as const
type Field = (typeof FIELDS)[number]

/**
 * What a provider's dashboard exported, by the columns that are named: `provider_id=ID,amount=Amount`.
 * Without, by the columns of these very names. Amounts are decimals in main units; thousands may be
 * divided by commas.
 * @throws CommandFailure: a column is missing, a row cannot be read
 */
export function readStatement(
  text: string,
  options: { readonly columns: string | undefined; readonly currency: string | undefined },
): readonly StatementRowGiven[] {
  const table = readCsv(text)
  if (table === undefined) throw wrong("The statement is no CSV: a quote has no end.")
  const {
    columns = FIELDS.filter((field) => table.columns.includes(field))
      .map(asIs)
      .join(","),
  } = options
  const places = placesOf(columns, table.columns)
  if (!places.has("amount")) throw wrong("--columns names no amount.")
  if (!places.has("provider_id") && !places.has("reference")) {
    throw wrong("--columns names neither provider_id nor reference.")
  }
  if (!places.has("currency") && options.currency === undefined) {
    throw wrong("Name a column for the currency, or give --currency.")
  }
  return table.rows.map((row) => {
    const cell = (field: Field) => {
      const place = places.get(field)
      const value = place === undefined ? "" : (row.cells[place] ?? "").trim()
      return value === "" ? null : value
    }
    const currency = (cell("currency") ?? options.currency ?? "").toUpperCase()
    if (!/^[A-Z]{3}$/.test(currency)) throw wrongRow(row, `"${currency}" is no currency`)
    const [providerId, reference] = [cell("provider_id"), cell("reference")]
    if (providerId === null && reference === null) throw wrongRow(row, "it names no payout")
    return {
      ...{ provider_id: providerId, reference, currency, status: cell("status") },
      amount: amountOf(row, cell("amount") ?? "", currency),
    }
  })
}

function asIs(field: Field): string {
  return `${field}=${field}`
}

function placesOf(columns: string, header: readonly string[]): ReadonlyMap<Field, number> {
  const places = new Map<Field, number>()
  for (const part of columns.split(",").filter((text) => text !== "")) {
    const [, name = "", column = ""] = /^([^=]+)=(.+)$/.exec(part) ?? []
    const field = FIELDS.find((known) => known === name.trim())
    if (field === undefined) {
      throw wrong(`--columns takes ${FIELDS.map((known) => `${known}=<column>`).join(",")}.`)
    }
    const place = header.indexOf(column.trim())
    if (place < 0) {
      throw wrong(`The statement has no column "${column}". It has: ${header.join(", ")}.`)
    }
    places.set(field, place)
  }
  return places
}

/** `1,234,567.00` and `1234567`. `275.000` is 275,000 to half of the world: it is refused. */
function amountOf(row: CsvRow, text: string, currency: string): string {
  if (/^\d{1,3}(\.\d{3})+$/.test(text) && isoExponent(currency) !== 3) {
    throw wrongRow(row, `"${text}" may be thousands or decimals; write it like 10000.00`)
  }
  const isGrouped = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)
  const plain = isGrouped ? text.replaceAll(",", "") : text
  if (!/^\d+(\.\d+)?$/.test(plain)) throw wrongRow(row, `"${text}" is no amount like 10000.00`)
  return plain
}

function wrongRow({ line }: CsvRow, why: string): CommandFailure {
  return wrong(`Line ${line} of the statement cannot be read: ${why}.`)
}

function wrong(message: string): CommandFailure {
  return new CommandFailure(EXIT.usage, message)
}
