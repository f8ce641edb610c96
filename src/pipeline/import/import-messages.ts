import { appendImportedMessages } from "../../inbox/append-imported-messages.ts"
import { findImport } from "../../inbox/find-import.ts"
import type { Import } from "../../inbox/import.ts"
import { lockImport } from "../../inbox/lock-import.ts"
import { moveImport } from "../../inbox/move-import.ts"
import type { Log } from "../../log.ts"
import { findClock } from "../../mail/find-clock.ts"
import { findSource } from "../../merchants/find-source.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import type { Metrics } from "../../metrics.ts"
import type { Pool, PoolClient } from "../../postgres/pool.ts"
import { inTransaction, type Later } from "../../postgres/transaction.ts"
import { endsOf } from "./ends-of-imported.ts"
import { createGate } from "../gate.ts"
import { chainLine } from "./import-line.ts"
import { parkImported } from "./park-imported.ts"
import { asClaimed, prepareImport, type PreparedLine } from "./prepare-import.ts"
import type { Misread, OpenedMessage } from "../settle/read-messages.ts"
import { isFaultOfOne } from "../settle.ts"
import { tellImported, type ImportedReading } from "./tell-imported.ts"
import { rest } from "../thread-load.ts"
import { countEntries } from "../count-entries.ts"

export interface ImportContext {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly log: Log
  readonly metrics: Metrics
  /** Is receiving short of time? Then importing makes room: an acknowledgement cannot wait. */
  readonly isPressed: () => boolean
  /** Called after each commit that made deliveries. */
  readonly onDeliveriesQueued: () => void
}

export interface ImportRequest {
  readonly merchantId: string
  /** UUID. */
  readonly importId: string
  /** Which line of the whole the first of these is, from 0. */
  readonly from: number
  readonly lines: readonly Buffer[]
}

/** A line that holds no webhook; lines count from 0. */
export interface RejectedLine {
  readonly line: number
  readonly why: string
}

export type ImportOutcome =
  | {
      readonly outcome: "taken"
      readonly import: Import
      readonly rejected: readonly RejectedLine[]
    }
  /** What stands before these lines is missing. */
  | { readonly outcome: "gap"; readonly import: Import }
  | { readonly outcome: "not_found" }

export interface Importer {
  /**
   * Takes the lines that were not taken before, in one transaction: stored, applied to the ledger in
   * their order, or parked. The same call again changes nothing.
   */
  take(request: ImportRequest): Promise<ImportOutcome>
}

const LIMITS = {
  /** The lines before these may be on their way: so long they are waited for. */
  turnMsMax: 3_000,
  turnRestMs: 10,
  /** While receiving is pressed; then it goes on all the same. */
  pressedRestMs: 50,
  pressedMsMax: 2_000,
  /** A live webhook and a chunk may want the same payouts in another order. */
  deadlocksMax: 5,
} as const

/** How lines are taken that fail as they are: a line that fails alone is parked, or rejected. */
type Manner = "apply" | "park" | "reject"

interface Chunk {
  readonly key: { readonly merchantId: string; readonly id: string }
  readonly source: Source
  readonly from: number
  readonly lines: readonly PreparedLine[]
}

export function createImporter(context: ImportContext): Importer {
  /** One at a time: two would only wait for one another's locks, each with a connection. */
  const inTurn = createGate(1)

  return {
    async take({ merchantId, importId, from, lines }) {
      const key = { merchantId, id: importId }
      const begun = await findImport(context.pool, key)
      const source =
        begun &&
        (await findSource(context.pool, context.keyring, { merchantId, id: begun.sourceId }))
      if (begun === undefined || source === undefined) return { outcome: "not_found" }
      const { now } = await findClock(context.pool)
      const prepared = await prepareImport(context.keyring, lines, { begun, source, now })
      const chunk = { key, source, from, lines: prepared }
      for (let waitedMs = 0; ; waitedMs += LIMITS.turnRestMs) {
        const outcome = await inTurn(() => takeOrHalve(context, chunk))
        if (outcome.outcome !== "gap" || waitedMs >= LIMITS.turnMsMax) return outcome
        await rest(LIMITS.turnRestMs)
      }
    },
  }
}

/** Halves a chunk that fails until the line that fails alone is found. */
async function takeOrHalve(context: ImportContext, chunk: Chunk): Promise<ImportOutcome> {
  await makeRoom(context)
  try {
    return await takeAfterDeadlocks(context, chunk)
  } catch (error) {
    if (!isFaultOfOne(error)) throw error
    if (chunk.lines.length === 1) return takeFailing(context, chunk, error)
    context.log.warn({ err: error, lines: chunk.lines.length }, "a chunk failed: taking its parts")
  }
  const middle = chunk.lines.length >> 1
  const first = await takeOrHalve(context, { ...chunk, lines: chunk.lines.slice(0, middle) })
  if (first.outcome !== "taken") return first
  const from = chunk.from + middle
  const second = await takeOrHalve(context, { ...chunk, from, lines: chunk.lines.slice(middle) })
  if (second.outcome !== "taken") return second
  return { ...second, rejected: [...first.rejected, ...second.rejected] }
}

async function takeAfterDeadlocks(context: ImportContext, chunk: Chunk): Promise<ImportOutcome> {
  for (let deadlocks = 0; ; deadlocks += 1) {
    try {
      return await takeChunk(context, chunk, "apply")
    } catch (error) {
      const isDeadlock = error instanceof Error && "code" in error && error.code === "40P01"
      if (!isDeadlock || deadlocks >= LIMITS.deadlocksMax) throw error
      await rest(Math.random() * LIMITS.pressedRestMs)
    }
  }
}

async function takeFailing(
  context: ImportContext,
  chunk: Chunk,
  error: unknown,
): Promise<ImportOutcome> {
  context.log.error({ err: error, line: chunk.from }, "a line cannot be applied: parked")
  try {
    return await takeChunk(context, chunk, "park")
  } catch (failure) {
    if (!isFaultOfOne(failure)) throw failure
    return takeChunk(context, chunk, "reject")
  }
}

async function makeRoom({ isPressed }: ImportContext): Promise<void> {
  for (let restedMs = 0; isPressed() && restedMs < LIMITS.pressedMsMax;) {
    await rest(LIMITS.pressedRestMs)
    restedMs += LIMITS.pressedRestMs
  }
}

async function takeChunk(
  context: ImportContext,
  chunk: Chunk,
  manner: Manner,
): Promise<ImportOutcome> {
  const taken = await inTransaction(context.pool, async (client, later) => {
    const locked = await lockImport(client, chunk.key)
    if (locked === undefined) return { outcome: "not_found" as const }
    const { found, now } = locked
    if (chunk.from > found.place) return { outcome: "gap" as const, import: found }
    const lines = chunk.lines.slice(found.place - chunk.from)
    if (lines.length === 0) {
      return { outcome: "taken" as const, import: found, rejected: [], entries: [], queued: 0 }
    }
    return takeLines(client, context, { ...chunk, found, now, lines, manner, later })
  })
  if (taken.outcome !== "taken") return taken
  countEntries(context.metrics, taken.entries)
  if (taken.queued > 0) context.onDeliveriesQueued()
  return { outcome: "taken", import: taken.import, rejected: taken.rejected }
}

interface Taking extends Chunk {
  readonly found: Import
  readonly now: Date
  readonly manner: Manner
  readonly later: Later
}

async function takeLines(client: PoolClient, context: ImportContext, taking: Taking) {
  const { found, now, lines, manner, later, source } = taking
  const ready = lines.flatMap(({ ready }) =>
    "message" in ready && manner !== "reject" ? ready : [],
  )
  const rejected = rejectedLines(taking)
  const messages = ready.map(({ message }) => message)
  if (messages.length > 0) later(() => appendImportedMessages(client, messages))
  const { live } = (await findSource(client, context.keyring, {
    merchantId: found.merchantId,
    id: found.sourceId,
  })) ?? { live: source.live }
  // Its mode may have been told since these lines were prepared.
  const opened = ready.map(({ message, opened: { body } }) => ({
    message: asClaimed(message, { ...source, live }, now),
    body,
  }))
  const { keyring } = context
  const told: ImportedReading =
    manner === "apply"
      ? await tellImported(client, opened, { keyring, now, later, isQuiet: found.isQuiet })
      : failing(opened)
  await parkImported(client, told.reading.misread, { import: found, later })
  const ends = endsOf(opened, told)
  const counts = { ...found.counts, rejected: found.counts.rejected + rejected.length }
  for (const end of ends.values()) counts[end] += 1
  const moved: Import = {
    ...found,
    place: found.place + lines.length,
    counts,
    verified: found.verified + messages.filter(({ isVerified }) => isVerified).length,
    contentHash: lines.reduce((hash, { line }) => chainLine(hash, line), found.contentHash),
    // What is brought after the end reopens it.
    finishedAt: null,
  }
  later(() => moveImport(client, moved))
  const { entries, queued } = told
  return { outcome: "taken" as const, import: moved, rejected, entries, queued }
}

function rejectedLines({ found, lines, manner }: Taking): readonly RejectedLine[] {
  return lines.flatMap(({ ready }, index) => {
    const line = found.place + index
    if ("why" in ready) return [{ line, why: ready.why }]
    return manner === "reject" ? [{ line, why: "it cannot be stored; the hub's log says why" }] : []
  })
}

/** The line that fails alone waits for a person. */
function failing(opened: readonly OpenedMessage[]): ImportedReading {
  const hint = "Paidout failed on this message; its log says why. Reprocess it after an upgrade."
  const misread = opened.map(({ message, body }): Misread => ({
    message,
    body: body ?? Buffer.alloc(0),
    reason: "settle_failed",
    hint,
    wireEvent: null,
  }))
  const reading = { told: [], misread, modes: [], ignoredCount: 0, wireEvents: new Map() }
  return { reading, entries: [], queued: 0 }
}
