import { buffer } from "node:stream/consumers"

/** Where a command reads and writes: the process's own streams, or a test's. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** May the output be coloured? */
  readonly colour: boolean
  write(text: string): void
  writeError(text: string): void
  /** All of standard input. */
  readInput(): Promise<Buffer>
}

export function processTerminal(): Terminal {
  const { NO_COLOR, FORCE_COLOR } = process.env
  const wanted = FORCE_COLOR !== undefined && FORCE_COLOR !== "0"
  return {
    environment: process.env,
    colour: (NO_COLOR ?? "") === "" && (wanted || process.stdout.isTTY),
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    readInput: () => buffer(process.stdin),
  }
}
