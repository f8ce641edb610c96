import { createReadStream } from "node:fs"
import { createInterface } from "node:readline"
import { Readable } from "node:stream"

import { CommandFailure, EXIT } from "./exit.ts"
import type { Terminal } from "./terminal.ts"

export interface NdjsonLine {
  /** From 1. */
  readonly number: number
  readonly bytes: number
  readonly value: Readonly<Record<string, unknown>>
}

const lineBytesMax = 1024 * 1024

/**
 * The JSON objects of a file, or of standard input (`-`), one per line; empty lines are skipped.
 * @throws CommandFailure where the file cannot be read or a line is no object
 */
export async function* readNdjson(terminal: Terminal, file: string): AsyncGenerator<NdjsonLine> {
  const input = file === "-" ? Readable.from(terminal.inputChunks()) : createReadStream(file)
  let number = 0
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      number += 1
      if (line.trim() === "") continue
      const bytes = Buffer.byteLength(line)
      yield { number, bytes, value: objectIn(line, bytes, number) }
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (error instanceof CommandFailure) throw error
    const why = code === "ENOENT" ? "there is no such file" : message
    throw new CommandFailure(EXIT.usage, `${file} cannot be read: ${why}.`)
  }
}

function objectIn(line: string, bytes: number, number: number): Readonly<Record<string, unknown>> {
  if (bytes > lineBytesMax) throw new CommandFailure(EXIT.usage, `Line ${number} is too long.`)
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    value = undefined
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CommandFailure(EXIT.usage, `Line ${number} is no JSON object.`)
  }
  return value as Readonly<Record<string, unknown>>
}
