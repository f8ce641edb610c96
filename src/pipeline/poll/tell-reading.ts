import { createHash } from "node:crypto"

import { newUuid } from "../../ids.ts"
import { findNames } from "../../ledger/names.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import type { Metrics } from "../../metrics.ts"
import { NO_PROVIDER_ID, type PaidoutEvent } from "../../payout/event.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import type { ReadResult } from "../../providers/api.ts"
import { insertReadings } from "../../reconcile/insert-readings.ts"
import { seal } from "../../seal.ts"
import type { ToldEvent } from "../settle/read-messages.ts"
import { tellEvents, type Told } from "../tell-events.ts"
import { countEntries } from "../count-entries.ts"

export interface AskingContext {
  readonly keyring: Keyring
  readonly metrics: Metrics
}

/**
 * What a provider answered becomes events like any other, at the highest tier: in the caller's
 * transaction. Where one was new, the answer is kept beside it, byte by byte.
 */
export async function tellReading(
  client: PoolClient,
  reading: {
    readonly source: Source
    readonly result: ReadResult
    readonly now: string
    readonly later: Later
    readonly isQuiet?: boolean
  },
  context: AskingContext,
): Promise<Told> {
  const { source, result, now, later, isQuiet = false } = reading
  const { merchantId, id: sourceId, provider } = source
  const [first] = result.answers
  const readingId = first === undefined ? undefined : newUuid()
  const events = result.events.filter((event) => isOfSource(event, source))
  const announced = await findAnnounced(client, events, source)
  const told = events.flatMap((event): ToldEvent | readonly [] => {
    const subjectId = announced.get(event)
    // Its id came in between: it is asked for by that the next time.
    if (event.providerId === NO_PROVIDER_ID && subjectId === undefined) return []
    return {
      event,
      live: event.live ?? source.live ?? false,
      message: { merchantId, sourceId, provider, id: null },
      ...(subjectId !== undefined && { subjectId }),
      ...(readingId !== undefined && { readingId }),
    }
  })
  const { keyring, metrics } = context
  const outcome = await tellEvents(client, told, {
    ...{ keyring, via: "poll", tier: "read", dropsRepeats: true, isQuiet },
    now,
    later,
  })
  if (readingId !== undefined && outcome.entries.length > 0) {
    const key = await keyring.sealingKey(merchantId)
    const whole = wholeAnswer(result)
    const { method, path, status, headers } = result.answers[0] ?? whole
    const kept = {
      ...{ merchantId, id: readingId, sourceId, method, path, status, headers },
      bodySealed: seal(key, whole.body),
      bodyHash: createHash("sha256").update(whole.body).digest(),
    }
    later(() => insertReadings(client, [kept]))
  }
  countEntries(metrics, outcome.entries)
  return outcome
}

/** Whom an answer without the provider's id is about: the payout that was announced by its reference. */
async function findAnnounced(
  client: PoolClient,
  events: readonly PaidoutEvent[],
  { merchantId, id: sourceId }: Source,
): Promise<ReadonlyMap<PaidoutEvent, string>> {
  const nameless = events.flatMap((event) =>
    event.subject === "payout" && event.providerId === NO_PROVIDER_ID && event.reference !== null
      ? [{ event, name: event.reference }]
      : [],
  )
  if (nameless.length === 0) return new Map()
  const names = nameless.map(({ name }) => name)
  const known = await findNames(
    client,
    names.map((name) => ({ merchantId, sourceId, kind: "reference", name })),
  )
  const ids = new Map(known.map(({ name, subjectId }) => [name, subjectId]))
  return new Map(
    nameless.flatMap(({ event, name }) => {
      const subjectId = ids.get(name)
      return subjectId === undefined ? [] : [[event, subjectId] as const]
    }),
  )
}

/** The pages of one read stand one after another, each on lines of its own. */
function wholeAnswer({ answers }: ReadResult) {
  const [first] = answers
  if (first === undefined) throw new Error("A read without an answer has no evidence.")
  if (answers.length === 1) return first
  const newline = Buffer.from("\n")
  return { ...first, body: Buffer.concat(answers.flatMap(({ body }) => [body, newline])) }
}

/** Test and live never mix, nor do merchant accounts. */
export function isOfSource(event: PaidoutEvent, source: Source): boolean {
  if (event.live !== null && source.live !== null && event.live !== source.live) return false
  const { account } = source.settings
  return account === undefined || event.account === null || event.account === account
}
