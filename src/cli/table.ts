import Table from "cli-table3"
import { printable } from "./printable.ts"
import type { Terminal } from "./terminal.ts"

/** A table without lines, so that it can be read, copied and cut. Empty cells show a dash. */
export function table(
  terminal: Terminal,
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
): string {
  const made = new Table({
    head: head.map((name) => name.replaceAll("_", " ")),
    chars: NO_LINES,
    style: {
      "padding-left": 0,
      "padding-right": 2,
      head: terminal.colour ? ["bold"] : [],
      border: [],
    },
  })
  for (const row of rows) made.push(row.map(cell))
  return withoutTrailingSpace(made.toString())
}

/** `name  value` lines; what is null or undefined is left out. */
export function facts(terminal: Terminal, entries: Readonly<Record<string, unknown>>): string {
  const made = new Table({
    chars: NO_LINES,
    style: { "padding-left": 0, "padding-right": 2, head: [], border: [] },
  })
  for (const [name, value] of Object.entries(entries)) {
    if (value !== null && value !== undefined) made.push([heading(terminal, name), cell(value)])
  }
  return made.length === 0 ? "" : withoutTrailingSpace(made.toString())
}

const NO_LINES = Object.fromEntries(
  [
    ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left"],
    ...["bottom-right", "left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"],
  ].map((place) => [place, ""]),
)

function heading(terminal: Terminal, name: string): string {
  const text = name.replaceAll("_", " ")
  return terminal.colour ? `\u001B[2m${text}\u001B[22m` : text
}

function cell(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–"
  if (Array.isArray(value)) return value.map(cell).join(", ")
  if (isMoney(value)) return `${value.value} ${value.currency}`
  if (typeof value === "object") return fields(value)
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return printable(text).replaceAll("\n", " ")
}

/** `code: rejected_by_bank, advice: retry_later`: what is null is left out. */
function fields(value: object): string {
  return Object.entries(value)
    .filter(([, inner]) => inner !== null)
    .map(([name, inner]) => `${printable(name)}: ${cell(inner)}`)
    .join(", ")
}

function isMoney(value: unknown): value is { readonly value: string; readonly currency: string } {
  return typeof value === "object" && value !== null && "value" in value && "currency" in value
}

function withoutTrailingSpace(text: string): string {
  return `${text.replace(/[ \t]+$/gm, "")}\n`
}
