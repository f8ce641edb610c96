import type { Terminal } from "../../src/cli/terminal.ts"

export interface CapturedTerminal extends Terminal {
  readonly output: () => string
  readonly errors: () => string
}

/** A terminal that keeps what a command writes, without colour. */
export function capturedTerminal(
  options: {
    readonly environment?: Readonly<Record<string, string>>
    readonly input?: string | Uint8Array
  } = {},
): CapturedTerminal {
  let output = ""
  let errors = ""
  return {
    environment: options.environment ?? {},
    colour: false,
    write: (text) => void (output += text),
    writeError: (text) => void (errors += text),
    readInput: () => Promise.resolve(Buffer.from(options.input ?? "")),
    output: () => output,
    errors: () => errors,
  }
}
