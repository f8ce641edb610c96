import { printable } from "./printable.ts"
import type { StoryLineAnswer, WholeRunAnswer } from "./run-answer.ts"
import type { Terminal } from "./terminal.ts"

const TIME_COLUMNS = 9
const NUMBER_COLUMNS = 4
const KIND_COLUMNS = 13

/** `+2.5 s   #1  webhook      payout.succeeded`; the number is that of the run's payout. */
export function storyText(terminal: Terminal, run: WholeRunAnswer, line: StoryLineAnswer): string {
  const sinceMs = Date.parse(line.at) - Date.parse(run.created_at)
  const number = numberOf(run, line.thing?.name)
  return [
    sinceText(sinceMs).padEnd(TIME_COLUMNS),
    number.padEnd(NUMBER_COLUMNS),
    coloured(terminal, line.kind, line.kind.padEnd(KIND_COLUMNS)),
    printable(line.said),
    "\n",
  ].join("")
}

/** References of a run end in a number of their own. */
function numberOf({ made }: WholeRunAnswer, name: string | undefined): string {
  const reference = made.find(({ provider_id: id }) => id === name)?.reference
  const number = /-(\d+)$/.exec(reference ?? "")?.[1]
  return number === undefined ? "" : `#${number}`
}

const COLOURS: Readonly<Record<string, number>> = { webhook: 36, misbehaviour: 33, failure: 31 }
const DIM = 2

function coloured(terminal: Terminal, kind: string, text: string): string {
  if (!terminal.colour) return text
  return `\u001B[${COLOURS[kind] ?? DIM}m${text}\u001B[0m`
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** `+2.5 s`, `+3.5 min`, `+7.0 d` */
export function sinceText(ms: number): string {
  if (ms >= DAY_MS) return `+${(ms / DAY_MS).toFixed(1)} d`
  if (ms >= HOUR_MS) return `+${(ms / HOUR_MS).toFixed(1)} h`
  if (ms >= MINUTE_MS) return `+${(ms / MINUTE_MS).toFixed(1)} min`
  return `+${(ms / 1_000).toFixed(1)} s`
}
