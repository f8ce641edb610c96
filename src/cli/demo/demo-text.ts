import type { Terminal } from "../terminal.ts"
import { paragraph } from "../paragraph.ts"
import { printable } from "../printable.ts"

const COLUMNS = 78
const TIME_COLUMNS = 8
const KIND_COLUMNS = 10
/** Below what is said, where that takes a second line. */
const INDENT = " ".repeat(2 + TIME_COLUMNS + 4 + KIND_COLUMNS)

/** What a line of the demo is about: whose turn it is. */
export type LineKind = "call" | "webhook" | "ledger" | "endpoint" | "person"

const COLOURS: Readonly<Record<LineKind, number>> = {
  call: 36,
  webhook: 33,
  ledger: 32,
  endpoint: 35,
  person: 34,
}

/** `  +2.5 s   3  webhook   payout.reversed` */
export function lineText(
  terminal: Terminal,
  line: {
    readonly sinceMs: number
    readonly number: number
    readonly kind: LineKind
    readonly said: string
  },
): string {
  const time = `+${(line.sinceMs / 1_000).toFixed(1)} s`.padEnd(TIME_COLUMNS)
  const kind = line.kind.padEnd(KIND_COLUMNS)
  const [first = "", ...rest] = paragraph(printable(line.said), { indent: INDENT }).split("\n")
  const head = `  ${paint(terminal, DIM, time)} ${line.number}  `
  const told = paint(terminal, COLOURS[line.kind], kind) + first.trimStart()
  return [head + told, ...rest].join("\n")
}

/** `━━ Xendit ━━━━━━━━━━━━` */
export function headingText(terminal: Terminal, title: string): string {
  const rule = "━".repeat(COLUMNS - title.length - 4)
  return `\n${paint(terminal, BOLD, `━━ ${title} ${rule}`)}\n`
}

const BOLD = 1
const DIM = 2

export function bold(terminal: Terminal, text: string): string {
  return paint(terminal, BOLD, text)
}

export function dim(terminal: Terminal, text: string): string {
  return paint(terminal, DIM, text)
}

function paint(terminal: Terminal, code: number, text: string): string {
  return terminal.colour ? `\u001B[${code}m${text}\u001B[0m` : text
}
