import { SingleBar } from "cli-progress"

import type { Terminal } from "../terminal.ts"
import { importText, type ImportAnswer } from "./import-answer.ts"

/** Without a terminal that can be drawn on. */
const LINE_EVERY_MS = 5_000

export interface ImportProgress {
  /** `bytes` of the files were read so far. */
  show(shown: ImportAnswer, bytes: number): void
  /** Writes a line above what is drawn. */
  note(text: string): void
  stop(): void
}

/** A bar on a terminal, else a line now and then. `bytesMax` null: nobody knows how much there is. */
export function showImport(
  terminal: Terminal,
  begun: ImportAnswer,
  bytesMax: number | null,
): ImportProgress {
  const begunMs = performance.now()
  const text = (shown: ImportAnswer) => {
    const seconds = (performance.now() - begunMs) / 1_000
    const rate = seconds < 1 ? "" : `, ${Math.round((shown.place - begun.place) / seconds)}/s`
    return `${importText(shown)}${rate}`
  }
  const { screen } = terminal
  if (screen === null || bytesMax === null) return lines(terminal, text)
  const drawn = new SingleBar({
    stream: screen,
    format: "{bar} {percentage} %  {text}",
    barsize: 30,
    hideCursor: true,
    gracefulExit: false,
  })
  const start = (bytes: number, shown: string) => {
    drawn.start(Math.max(1, bytesMax), bytes, { text: shown })
  }
  let last = { bytes: 0, text: importText(begun) }
  start(last.bytes, last.text)
  return {
    show(shown, bytes) {
      last = { bytes: Math.min(bytes, bytesMax), text: text(shown) }
      drawn.update(last.bytes, { text: last.text })
    },
    note(noted) {
      drawn.stop()
      terminal.writeError(`${noted}\n`)
      start(last.bytes, last.text)
    },
    stop: () => drawn.stop(),
  }
}

function lines(terminal: Terminal, text: (shown: ImportAnswer) => string): ImportProgress {
  let writtenAtMs = performance.now()
  return {
    show(shown) {
      const nowMs = performance.now()
      if (nowMs - writtenAtMs < LINE_EVERY_MS) return
      writtenAtMs = nowMs
      terminal.writeError(`${text(shown)}\n`)
    },
    note: (noted) => terminal.writeError(`${noted}\n`),
    stop() {},
  }
}
