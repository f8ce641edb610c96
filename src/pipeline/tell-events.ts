import { listListeningEndpoints } from "../delivery/list-listening-endpoints.ts"
import { listSourceStates } from "../merchants/list-source-states.ts"
import type { PoolClient } from "../postgres/pool.ts"
import { applyEvents, type AppliedEvents } from "./apply-events.ts"
import type { ApplyContext } from "./apply/applied.ts"
import { keepPolls } from "./apply/keep-polls.ts"
import { keepSilenceTimers } from "./apply/keep-silence-timers.ts"
import { queueDeliveries } from "./deliver/queue-deliveries.ts"
import type { ToldEvent } from "./settle/read-messages.ts"

export interface TellContext extends ApplyContext {
  /** Endpoints are not told, nor of what follows from it: it was imported. */
  readonly isQuiet?: boolean
  /** What follows from silence, and what is asked for because of it, comes no sooner. */
  readonly notBefore?: Date
}

export interface Told extends AppliedEvents {
  /** Deliveries that are to be sent. */
  readonly queued: number
}

/**
 * What polls, timers, operators and imports tell goes the way of a webhook: applied to the ledger
 * and queued for the endpoints, in the caller's transaction.
 */
export async function tellEvents(
  client: PoolClient,
  events: readonly ToldEvent[],
  context: TellContext,
): Promise<Told> {
  const { keyring, now, later, isQuiet = false, notBefore } = context
  const patience = notBefore === undefined ? {} : { notBefore }
  const applied = await applyEvents(client, events, context)
  const { changes, toAsk } = applied
  if (changes.length === 0 && toAsk.length === 0) return { ...applied, queued: 0 }
  const sources = new Map(events.map(({ message }) => [message.sourceId, message]))
  const states = await listSourceStates(client, [...sources.values()])
  const settings = new Map([...states].map(([id, each]) => [id, each.settings]))
  keepSilenceTimers(client, changes, { settings, later, isQuiet, ...patience })
  const isOperators = context.via === "operator"
  keepPolls(client, applied, { now, later, isQuiet, isOperators, ...patience })
  if (isQuiet) return { ...applied, queued: 0 }
  const endpoints = await listListeningEndpoints(client, [
    ...new Set(changes.map(({ merchantId }) => merchantId)),
  ])
  const queued = await queueDeliveries(client, changes, { keyring, endpoints, now, later })
  return { ...applied, queued }
}
