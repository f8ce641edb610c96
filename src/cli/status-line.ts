import type { Terminal } from "./terminal.ts"

/** A last line that is drawn again and again below what is written; nothing where nobody looks. */
export interface StatusLine {
  show(text: string): void
  /** Writes lines above it. */
  write(text: string): void
  clear(): void
}

const COLUMNS_DEFAULT = 80
const CLEAR_LINE = "\r\u001B[2K"

export function createStatusLine(terminal: Terminal): StatusLine {
  const { screen } = terminal
  let shown = ""

  function draw(text: string): void {
    if (screen === null || text === shown) return
    screen.write(CLEAR_LINE + text)
    shown = text
  }

  return {
    show(text) {
      // A line that wraps cannot be drawn over.
      draw(text.slice(0, columnsOf(screen) - 1))
    },
    write(text) {
      const again = shown
      draw("")
      terminal.write(text)
      draw(again)
    },
    clear: () => draw(""),
  }
}

function columnsOf(screen: NodeJS.WritableStream | null): number {
  const columns = screen !== null && "columns" in screen ? Number(screen.columns) : Number.NaN
  return columns > 0 ? columns : COLUMNS_DEFAULT
}

const BAR_CELLS = 24

/** `━━━━━━━━╌╌╌╌ 4/12` */
export function barText(done: number, of: number): string {
  const full = of === 0 ? BAR_CELLS : Math.round((Math.min(done, of) / of) * BAR_CELLS)
  return `${"━".repeat(full)}${"╌".repeat(BAR_CELLS - full)} ${done}/${of}`
}
