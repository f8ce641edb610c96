import type { Keyring } from "../../merchants/keyring.ts"
import { learnSourceMode } from "../../merchants/learn-source-mode.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import {
  readMessages,
  type OpenedMessage,
  type Reading,
  type ToldEvent,
} from "../settle/read-messages.ts"
import { tellEvents, type Told } from "../tell-events.ts"

export interface ImportedReading {
  readonly reading: Reading
  readonly entries: Told["entries"]
  /** Deliveries that are to be sent. */
  readonly queued: number
}

/** As many as settling takes at once: what one batch computes, the others wait for. */
const eventsAtOnce = 250
/** What follows from silence waits until the rest of the import has had the time to come. */
const patienceMs = 60 * 60 * 1_000

/**
 * What imported messages of one source say goes into the ledger, in their order and at their times,
 * in the caller's transaction.
 */
export async function tellImported(
  client: PoolClient,
  opened: readonly OpenedMessage[],
  context: {
    readonly keyring: Keyring
    readonly now: Date
    readonly later: Later
    /** Endpoints are not told. */
    readonly isQuiet: boolean
  },
): Promise<ImportedReading> {
  const { keyring, later, isQuiet } = context
  const now = context.now.toISOString()
  const notBefore = new Date(context.now.getTime() + patienceMs)
  const reading = await readByMode(client, opened)
  const times = new Map(opened.map(({ message }) => [message.id, message.receivedAt]))
  const told = reading.told.map((each): ToldEvent => ({
    ...each,
    recordedAt: (times.get(each.message.id ?? "") ?? context.now).toISOString(),
  }))
  const entries: Told["entries"][number][] = []
  let queued = 0
  for (let from = 0; from < told.length; from += eventsAtOnce) {
    const part = told.slice(from, from + eventsAtOnce)
    const isLast = from + eventsAtOnce >= told.length
    // The next part reads what this one writes.
    const writes: (() => Promise<unknown>)[] = []
    const outcome = await tellEvents(client, part, {
      ...{ keyring, via: "import", tier: "webhook", now, isQuiet, notBefore },
      later: isLast ? later : (write) => writes.push(write),
    })
    for (const write of writes) await write()
    entries.push(...outcome.entries)
    queued += outcome.queued
  }
  return { reading, entries, queued }
}

/** Keeps the mode that they tell of their source; where another one stands, that one counts. */
async function readByMode(client: PoolClient, opened: readonly OpenedMessage[]): Promise<Reading> {
  const reading = readMessages(opened)
  const [mode] = reading.modes
  if (mode === undefined) return reading
  const { merchantId, sourceId: id, live } = mode
  const stands = await learnSourceMode(client, { merchantId, id, live })
  if (stands === live) return reading
  return readMessages(
    opened.map(({ message, body }) => ({ message: { ...message, live: stands }, body })),
  )
}
