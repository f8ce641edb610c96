import type { Terminal } from "../../src/cli/terminal.ts"

export interface CapturedTerminal extends Terminal {
  readonly output: () => string
  readonly errors: () => string
  /** Presses Ctrl-C. */
  readonly interrupt: () => void
}

/** A terminal that keeps what a command writes, without colour. */
export function capturedTerminal(
  options: {
    readonly environment?: Readonly<Record<string, string>>
    readonly input?: string | Uint8Array
    readonly screen?: NodeJS.WritableStream
  } = {},
): CapturedTerminal {
  let output = ""
  let errors = ""
  const listeners = new Set<() => void>()
  return {
    environment: options.environment ?? {},
    colour: false,
    write: (text) => void (output += text),
    writeError: (text) => void (errors += text),
    readInput: () => Promise.resolve(Buffer.from(options.input ?? "")),
    async *inputChunks() {
      yield Buffer.from(options.input ?? "")
    },
    screen: options.screen ?? null,
    onInterrupt(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    interrupt: () => listeners.forEach((listener) => listener()),
    output: () => output,
    errors: () => errors,
  }
}
