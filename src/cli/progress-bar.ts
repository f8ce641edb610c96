import { SingleBar } from "cli-progress"

import type { Terminal } from "./terminal.ts"

/** Without a terminal that can be drawn on. */
const LINE_EVERY_MS = 5_000

export interface ProgressBar {
  /** How far it is, of the `bytesMax` it began with, and what to say beside it. */
  show(bytes: number, text: string): void
  /** Writes a line above what is drawn. */
  note(text: string): void
  stop(): void
}

/** A bar on a terminal, else a line now and then. `bytesMax` null: nobody knows how much there is. */
export function showProgress(
  terminal: Terminal,
  bytesMax: number | null,
  begin: string,
): ProgressBar {
  const { screen } = terminal
  if (screen === null || bytesMax === null) return lines(terminal)
  const drawn = new SingleBar({
    stream: screen,
    format: "{bar} {percentage} %  {text}",
    barsize: 30,
    hideCursor: true,
    gracefulExit: false,
  })
  let last = { bytes: 0, text: begin }
  const start = () => drawn.start(Math.max(1, bytesMax), last.bytes, { text: last.text })
  start()
  return {
    show(bytes, text) {
      last = { bytes: Math.min(bytes, bytesMax), text }
      drawn.update(last.bytes, { text })
    },
    note(noted) {
      drawn.stop()
      terminal.writeError(`${noted}\n`)
      start()
    },
    stop: () => drawn.stop(),
  }
}

function lines(terminal: Terminal): ProgressBar {
  let writtenAtMs = performance.now()
  return {
    show(_bytes, text) {
      const nowMs = performance.now()
      if (nowMs - writtenAtMs < LINE_EVERY_MS) return
      writtenAtMs = nowMs
      terminal.writeError(`${text}\n`)
    },
    note: (noted) => terminal.writeError(`${noted}\n`),
    stop() {},
  }
}
