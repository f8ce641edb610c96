import { countRunningResends } from "../../delivery/count-running-resends.ts"
import { findEndpoint } from "../../delivery/find-endpoint.ts"
import { findResend } from "../../delivery/find-resend.ts"
import { finishResend } from "../../delivery/finish-resend.ts"
import { insertResend } from "../../delivery/insert-resend.ts"
import { resendFilterView } from "../../delivery/resend-filter-view.ts"
import type { Resend, ResendFilter } from "../../delivery/resend.ts"
import { PaidoutError } from "../../errors.ts"
import { idText, newUuid } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { EVENT_TYPES, selectsType } from "../../payout/canonical.ts"
import type { Pool, Queryable } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { countResend, totalOf } from "./count-resend.ts"
import { findDeliveredSubject } from "./find-delivered-subject.ts"

/** Resends of one merchant that run at a time. */
const RUNNING_MAX = 20

export interface ResendContext {
  readonly pool: Pool
  /** Wakes the loop of this process that does it. */
  readonly wakeResend?: () => void
}

/**
 * Begins to resend all that the filter takes, in the background (`resend-loop`): only what is there
 * now and does not stand in the queue.
 * @throws PaidoutError resend_filter_empty, request_invalid, event_type_unknown; not_found or
 * endpoint_disabled for the endpoint that the filter names; conflict: too many are running
 */
export async function resendMany(
  context: ResendContext,
  request: { readonly merchantId: string; readonly filter: ResendFilter; readonly actor: string },
): Promise<Resend> {
  const { merchantId, actor } = request
  const filter = await readResendFilter(context.pool, merchantId, request.filter)
  const total = totalOf(await countResend(context.pool, merchantId, filter))
  const id = newUuid()
  const resend = await inTransaction(context.pool, async (client) => {
    if ((await countRunningResends(client, merchantId)) >= RUNNING_MAX) {
      throw new PaidoutError(
        "conflict",
        `${RUNNING_MAX} resends are running already. Wait for one, or cancel one.`,
      )
    }
    const parts = await insertResend(client, { merchantId, id, filter, total, createdBy: actor })
    if (parts === 0) await finishResend(client, { merchantId, id })
    await insertAudit(client, {
      merchantId,
      actor,
      action: "resend.start",
      object: idText("resend", id),
      after: { filter: resendFilterView(filter), total },
    })
    return findResend(client, { merchantId, id })
  })
  if (resend === undefined) throw new PaidoutError("not_found")
  context.wakeResend?.()
  return resend
}

/** What `resendMany` would take, and about how long that goes on; nothing is sent. */
export async function estimateResend(
  context: ResendContext,
  request: { readonly merchantId: string; readonly filter: ResendFilter },
): Promise<ResendEstimate> {
  const { merchantId } = request
  const filter = await readResendFilter(context.pool, merchantId, request.filter)
  const counts = await countResend(context.pool, merchantId, filter)
  const endpoints: EndpointShare[] = []
  for (const [id, count] of counts ?? []) {
    const endpoint = await findEndpoint(context.pool, { merchantId, id })
    const isActive = endpoint?.state === "active"
    const ratePerSecond = endpoint?.settings.rate_per_second ?? null
    endpoints.push({ id, count, isActive, url: endpoint?.url ?? null, ratePerSecond })
  }
  return {
    total: totalOf(counts),
    endpoints: endpoints.toSorted((a, b) => b.count - a.count),
    seconds: counts && Math.ceil(Math.max(0, ...endpoints.map(secondsOf))),
  }
}

export interface ResendEstimate {
  /** Null: too many to count. */
  readonly total: number | null
  readonly endpoints: readonly EndpointShare[]
  readonly seconds: number | null
}

export interface EndpointShare {
  /** UUID. */
  readonly id: string
  readonly count: number
  /** Where it is not, its part is skipped. */
  readonly isActive: boolean
  /** Null: it was deleted. */
  readonly url: string | null
  /** Null: as fast as it answers. */
  readonly ratePerSecond: number | null
}

/** Endpoints go beside each other. One without a limit is counted as answering so fast. */
const ASSUMED_PER_SECOND = 100

function secondsOf({ count, isActive, ratePerSecond }: EndpointShare): number {
  return isActive ? count / (ratePerSecond ?? ASSUMED_PER_SECOND) : 0
}

async function readResendFilter(
  queryable: Queryable,
  merchantId: string,
  filter: ResendFilter,
): Promise<ResendFilter> {
  const { endpointId, types, payoutId, eventId, createdAfter, createdBefore } = filter
  if (Object.values(filter).every((value) => value === undefined)) {
    throw new PaidoutError("resend_filter_empty")
  }
  if (filter.deliveryIds !== undefined && isNarrowed(filter)) {
    throw new PaidoutError("request_invalid", "Give either delivery_ids or a filter.")
  }
  if (filter.neverDelivered === true && filter.states !== undefined) {
    throw new PaidoutError("request_invalid", "Give either state or never_delivered.")
  }
  if (createdAfter !== undefined && createdBefore !== undefined && createdAfter >= createdBefore) {
    throw new PaidoutError("request_invalid", "created_after must lie before created_before.")
  }
  for (const type of types ?? []) demandKnownType(type)
  if (endpointId !== undefined) {
    const endpoint = await findEndpoint(queryable, { merchantId, id: endpointId })
    if (endpoint === undefined) throw new PaidoutError("not_found", "There is no such endpoint.")
    if (endpoint.state === "disabled") throw new PaidoutError("endpoint_disabled")
  }
  const subjectId = await findDeliveredSubject(queryable, { merchantId, payoutId, eventId })
  return subjectId === undefined ? filter : { ...filter, subjectId }
}

/** By more than which states are taken. */
function isNarrowed(filter: ResendFilter): boolean {
  const { deliveryIds: _named, neverDelivered: _never, states: _states, ...others } = filter
  return Object.values(others).some((value) => value !== undefined)
}

/** What deliveries may tell of: events, and requests that are handed on as they came. */
const DELIVERY_TYPES: readonly string[] = [...EVENT_TYPES, "message"]

function demandKnownType(pattern: string): void {
  if (DELIVERY_TYPES.some((type) => selectsType([pattern], type))) return
  throw new PaidoutError("event_type_unknown", `No event matches "${pattern}".`, {
    detail: { event_type: pattern, known: DELIVERY_TYPES },
  })
}
