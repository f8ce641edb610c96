import { closeAttention } from "../../ledger/close-attention.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import type { OpenedHeld } from "./decode-held.ts"
import type { ToldEvent } from "../settle/read-messages.ts"
import { tellEvents, type Told } from "../tell-events.ts"

/**
 * News that was held goes the way of the webhook that brought it. Where a read has said the same it
 * ends as late or a duplicate, and stays as evidence.
 */
export async function applyHeld(
  client: PoolClient,
  opened: readonly OpenedHeld[],
  context: {
    readonly source: Source
    readonly keyring: Keyring
    readonly now: string
    readonly later: Later
  },
): Promise<Told> {
  const { source, keyring, now, later } = context
  const { merchantId, id: sourceId, provider } = source
  const events = opened.flatMap(({ held, event }): ToldEvent[] => {
    if (event === null) return []
    const message = { merchantId, sourceId, provider, id: held.messageId }
    return [{ event, live: event.live ?? source.live ?? false, message }]
  })
  const told = await tellEvents(client, events, {
    ...{ keyring, via: "webhook", tier: "webhook" },
    now,
    later,
  })
  // Those that took so long that a person was told.
  const slow = opened.filter(({ held }) => held.tries > TRIES_UNTOLD)
  const subjects = new Map(
    told.entries.map(({ messageId, subjectId }) => [messageId ?? "", subjectId]),
  )
  const toClose = slow.flatMap(({ held }) => {
    const subjectId = subjects.get(held.messageId)
    const because = "the provider's API confirmed it"
    return subjectId === undefined ? [] : [{ merchantId, kind: "unconfirmed", subjectId, because }]
  })
  if (toClose.length > 0) later(() => closeAttention(client, toClose))
  return told
}

/** The tries of the first ten minutes. */
const TRIES_UNTOLD = 4
