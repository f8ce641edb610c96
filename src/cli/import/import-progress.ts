import { showProgress } from "../progress-bar.ts"
import type { Terminal } from "../terminal.ts"
import { importText, type ImportAnswer } from "./import-answer.ts"

export interface ImportProgress {
  /** `bytes` of the files were read so far. */
  show(shown: ImportAnswer, bytes: number): void
  /** Writes a line above what is drawn. */
  note(text: string): void
  stop(): void
}

/** How far an import has come, and how fast. `bytesMax` null: nobody knows how much there is. */
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
  const bar = showProgress(terminal, bytesMax, importText(begun))
  return {
    show: (shown, bytes) => bar.show(bytes, text(shown)),
    note: (noted) => bar.note(noted),
    stop: () => bar.stop(),
  }
}
