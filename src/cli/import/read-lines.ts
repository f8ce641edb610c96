import { isUtf8 } from "node:buffer"
import { createReadStream } from "node:fs"
import { PassThrough, pipeline, type Readable } from "node:stream"
import { createGunzip } from "node:zlib"

import { readImportLine } from "../../pipeline/import/import-line.ts"
import { elementTexts } from "../../pipeline/json-text.ts"
import type { WebhookHeaders } from "../../providers/provider.ts"
import type { SavedFile } from "./list-files.ts"
import { readHttpFile } from "./read-http-file.ts"
import { lineBytesMax, splitLines } from "./split-lines.ts"

export interface ReadContext {
  /** Lines that do not say when they came say the time of their file. */
  readonly useFileTime: boolean
  /** What cannot be read is named, and the rest goes on. */
  readonly onBad: (where: string, why: string) => void
  /** Bytes of files, as they are stored. */
  readonly onBytes: (bytes: number) => void
}

/** Files that hold one webhook, or a JSON array of them, are read whole. */
const wholeBytesMax = 256 * 1024 * 1024

/** The lines of an import, in the order of its files. Reading them again gives the same. */
export async function* readLines(
  files: readonly SavedFile[],
  context: ReadContext,
): AsyncGenerator<Buffer> {
  for (const file of files) {
    try {
      yield* linesOf(file, context)
    } catch (error) {
      context.onBad(file.name, error instanceof Error ? error.message : String(error))
    }
  }
}

/** Standard input: lines. */
export async function* readInputLines(
  input: AsyncIterable<Buffer>,
  { onBad }: Pick<ReadContext, "onBad">,
): AsyncGenerator<Buffer> {
  for await (const { number, line } of splitLines(input)) {
    if (line === null) onBad(`line ${number}`, tooLong)
    else yield line
  }
}

const tooLong = `it is longer than ${lineBytesMax} bytes`

async function* linesOf(file: SavedFile, context: ReadContext): AsyncGenerator<Buffer> {
  const time = context.useFileTime ? file.modifiedAt.toISOString() : null
  const bad = (part: string, why: string) => context.onBad(`${file.name}${part}`, why)
  if (file.form === "lines") {
    for await (const { number, line } of splitLines(openFile(file, context))) {
      if (line === null) bad(` line ${number}`, tooLong)
      else yield time === null ? line : timed(line, time)
    }
    return
  }
  const whole = await readWhole(openFile(file, context))
  if (whole.length === 0) return bad("", "it is empty")
  switch (file.form) {
    case "body":
      yield wrap({ receivedAt: time, headers: {}, body: whole })
      return
    case "http": {
      const { headers, body } = readHttpFile(whole)
      yield wrap({ receivedAt: time, headers, body })
      return
    }
    case "json":
      for (const [index, element] of elementsOf(whole).entries()) {
        const read = readImportLine(element)
        const part = element === whole ? "" : ` element ${index + 1}`
        if (read.outcome === "fault") bad(part, read.why)
        else yield wrap({ ...read.webhook, receivedAt: read.webhook.receivedAt ?? time })
      }
  }
}

/** Bytes, decompressed. What breaks on the way ends the reading with its error. */
function openFile(file: SavedFile, context: ReadContext): AsyncIterable<Buffer> {
  const stored = createReadStream(file.path, { highWaterMark: 256 * 1024 })
  stored.on("data", (chunk) => context.onBytes(chunk.length))
  const plain = file.isCompressed ? createGunzip() : new PassThrough()
  return pipeline(stored, plain, () => {}) as Readable
}

async function readWhole(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const held: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > wholeBytesMax) throw new Error(`it is larger than ${wholeBytesMax} bytes`)
    held.push(chunk)
  }
  return Buffer.concat(held, bytes)
}

/** Of a JSON array its elements as they are written; anything else is one webhook. */
function elementsOf(whole: Buffer): readonly Buffer[] {
  const text = whole.toString("utf8")
  if (!/^\s*\[/.test(text)) return [whole]
  try {
    JSON.parse(text)
  } catch {
    return [whole]
  }
  return elementTexts(text).map((element) => Buffer.from(element, "utf8"))
}

function timed(line: Buffer, time: string): Buffer {
  const read = readImportLine(line)
  if (read.outcome === "fault" || read.webhook.receivedAt !== null) return line
  return wrap({ ...read.webhook, receivedAt: time })
}

function wrap(webhook: {
  readonly receivedAt: string | null
  readonly headers: WebhookHeaders
  readonly body: Buffer
}): Buffer {
  const { receivedAt, headers, body } = webhook
  return Buffer.from(
    JSON.stringify({
      ...(receivedAt !== null && { received_at: receivedAt }),
      headers,
      ...(isUtf8(body)
        ? { body: body.toString("utf8") }
        : { body_base64: body.toString("base64") }),
    }),
  )
}
