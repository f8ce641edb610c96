import { closeRecoveredAttention } from "../../delivery/close-recovered-attention.ts"
import { disableFailingEndpoint } from "../../delivery/disable-failing-endpoint.ts"
import { orderStart, type OrderPlace } from "../../delivery/find-broken-order.ts"
import { listUnnoticedFailures } from "../../delivery/list-unnoticed-failures.ts"
import { idText } from "../../ids.ts"
import type { Log } from "../../log.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { mendOrder } from "../deliver/mend-order.ts"
import { openEndpointAttention } from "../attention/open-endpoint-attention.ts"
import { tellEndpointDisabled } from "./tell-endpoint-disabled.ts"

export interface EndpointWatchContext {
  readonly pool: Pool
  readonly log: Log
  /** There is something to send. */
  readonly wakeDeliver: () => void
}

const EVERY_MS = 60_000
/** Endpoints per round and chore: what is left over is done in the next. */
const ENDPOINTS_MAX = 100
/** A person is told of an endpoint that fails for this long. */
const FAILING_FOR_MS = 60 * 60 * 1_000

/**
 * At the start and each minute, in every process that delivers: endpoints that fail for days are
 * disabled, those that fail for an hour are pointed out, and deliveries that wait for nobody are
 * released.
 */
export function startWatchingEndpoints(context: EndpointWatchContext): EndpointWatch {
  const round = endpointRound(context)
  let running: Promise<void> | undefined
  let wanted = false
  const look = () => {
    wanted = true
    running ??= rounds()
  }
  async function rounds(): Promise<void> {
    while (wanted) {
      wanted = false
      await round()
    }
    running = undefined
  }
  const timer = setInterval(look, EVERY_MS)
  look()
  return {
    get isLooking() {
      return running !== undefined
    },
    wake: look,
    async stop() {
      clearInterval(timer)
      wanted = false
      await running
    },
  }
}

export interface EndpointWatch {
  /** A round is under way. */
  readonly isLooking: boolean
  /** It may be later than it was. */
  wake(): void
  stop(): Promise<void>
}

/** One round of the chores. One that fails holds up no other. */
export function endpointRound(context: EndpointWatchContext): () => Promise<void> {
  let place: OrderPlace = orderStart
  const chores = [
    () => disableFailingEndpoints(context),
    () => pointOutFailingEndpoints(context.pool),
    () => closeRecoveredAttention(context.pool, ENDPOINTS_MAX),
    async () => {
      place = await mendOrder(context, place)
    },
  ]
  return async () => {
    for (const chore of chores) {
      await chore().catch((error: unknown) =>
        context.log.warn({ err: error }, "a chore of the endpoints failed; tried again in 1 min"),
      )
    }
  }
}

/** One transaction each: who tells of it is who did it. */
async function disableFailingEndpoints({ pool, log }: EndpointWatchContext): Promise<void> {
  for (let count = 0; count < ENDPOINTS_MAX; count += 1) {
    const disabled = await inTransaction(pool, async (client) => {
      const endpoint = await disableFailingEndpoint(client)
      if (endpoint !== undefined) {
        await tellEndpointDisabled(client, { ...endpoint, reason: "failing" })
      }
      return endpoint
    })
    if (disabled === undefined) return
    log.warn({ endpoint: idText("endpoint", disabled.id) }, "an endpoint failed for days: disabled")
  }
}

async function pointOutFailingEndpoints(pool: Pool): Promise<void> {
  const failing = await listUnnoticedFailures(pool, {
    failingForMs: FAILING_FOR_MS,
    limit: ENDPOINTS_MAX,
  })
  for (const endpoint of failing) {
    await openEndpointAttention(pool, { ...endpoint, kind: "endpoint_failing" })
  }
}
