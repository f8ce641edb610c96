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
  /** Standard input as it comes. */
  inputChunks(): AsyncIterable<Buffer>
  /** Where a line can be drawn again and again; null: nobody is looking. */
  readonly screen: NodeJS.WritableStream | null
  /** Calls back for Ctrl-C, which then ends nothing by itself. Returns how to stop that. */
  onInterrupt(listener: () => void): () => void
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
    inputChunks: () => process.stdin,
    screen: process.stderr.isTTY ? process.stderr : null,
    onInterrupt(listener) {
      process.on("SIGINT", listener)
      return () => process.off("SIGINT", listener)
    },
  }
}
