import { setTimeout as sleep } from "node:timers/promises"

import { chainLine } from "../../pipeline/import/import-line.ts"
import { CommandFailure } from "../exit.ts"
import type { HubClient } from "../hub-client.ts"
import type { ImportAnswer, TakenAnswer } from "./import-answer.ts"

export interface SendContext {
  readonly onTaken: (taken: TakenAnswer) => void
  /** The person does not want to go on: what is on its way is finished. */
  readonly isInterrupted: () => boolean
}

export type SendOutcome =
  | { readonly outcome: "sent"; readonly lines: number }
  | { readonly outcome: "interrupted" }
  /** The lines that were taken before are not these. */
  | { readonly outcome: "differs" }

const LIMITS = {
  chunkLinesMax: 500,
  chunkBytesMax: 1024 * 1024,
  /** One is applied while the next one travels and is read. */
  inFlightMax: 2,
  retryMsMin: 250,
  retryMsMax: 5_000,
  /** A hub that restarts is waited for. */
  patienceMs: 120_000,
} as const

interface Chunk {
  readonly from: number
  readonly lines: Buffer[]
  bytes: number
}

/** Sends the lines that an import has not taken yet. */
export async function sendLines(
  hub: HubClient,
  begun: ImportAnswer,
  lines: AsyncIterable<Buffer>,
  context: SendContext,
): Promise<SendOutcome> {
  const inFlight = new Set<Promise<void>>()
  let failed: { readonly error: unknown } | undefined
  let chunk: Chunk = { from: begun.place, lines: [], bytes: 0 }
  let count = 0
  let hash: Buffer = Buffer.alloc(32)

  async function send(): Promise<void> {
    const sent = chunk
    chunk = { from: sent.from + sent.lines.length, lines: [], bytes: 0 }
    while (inFlight.size >= LIMITS.inFlightMax) await Promise.race(inFlight)
    if (failed !== undefined) throw failed.error
    const sending = sendChunk(hub, begun.id, sent)
      .then(context.onTaken)
      .catch((error: unknown) => void (failed ??= { error }))
      .finally(() => inFlight.delete(sending))
    inFlight.add(sending)
  }

  try {
    for await (const line of lines) {
      if (context.isInterrupted()) return { outcome: "interrupted" }
      count += 1
      if (count <= begun.place) {
        hash = chainLine(hash, line)
        if (count < begun.place || hash.toString("hex") === begun.content_hash) continue
        return { outcome: "differs" }
      }
      const isFull =
        chunk.lines.length >= LIMITS.chunkLinesMax ||
        (chunk.lines.length > 0 && chunk.bytes + line.length > LIMITS.chunkBytesMax)
      if (isFull) await send()
      chunk.lines.push(line)
      chunk.bytes += line.length + 1
    }
    if (count < begun.place) return { outcome: "differs" }
    if (chunk.lines.length > 0) await send()
  } finally {
    await Promise.all(inFlight)
  }
  if (failed !== undefined) throw failed.error
  return { outcome: "sent", lines: count }
}

/** The same call again changes nothing, so it is made until it is answered. */
async function sendChunk(hub: HubClient, id: string, chunk: Chunk): Promise<TakenAnswer> {
  const route = `/v1/imports/${encodeURIComponent(id)}/messages?from=${chunk.from}`
  const newline = Buffer.from("\n")
  const body = Buffer.concat(chunk.lines.flatMap((line) => [line, newline]))
  const begunMs = performance.now()
  for (let retryMs: number = LIMITS.retryMsMin; ; retryMs *= 2) {
    try {
      return await hub.postLines<TakenAnswer>(route, body)
    } catch (error) {
      const isLate = performance.now() - begunMs > LIMITS.patienceMs
      if (isLate || !mayPass(error)) throw error
      await sleep(Math.min(retryMs, LIMITS.retryMsMax))
    }
  }
}

const PASSING: ReadonlySet<string> = new Set([
  "unavailable",
  "database_unavailable",
  "internal",
  // The chunk before this one is being sent again.
  "import_gap",
])

/** Without a code nobody answered. */
function mayPass(error: unknown): boolean {
  return error instanceof CommandFailure && (error.code === undefined || PASSING.has(error.code))
}
