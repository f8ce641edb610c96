import type { Delivery } from "../../delivery/delivery.ts"
import { findDeliveryPlaces, type DeliveryPlace } from "../../delivery/find-delivery-places.ts"
import { findRetrySchedule } from "../../delivery/retry-schedules.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { findDialect } from "./dialects.ts"

/** Why one that stands in the queue is not sent when its time comes. */
export type HeldBecause = "endpoint_disabled" | "order" | "retry_queue"

export interface PlacedDelivery {
  readonly delivery: Delivery
  readonly url: string
  readonly dialect: string
  readonly isSending: boolean
  readonly heldBecause: HeldBecause | null
  /** The sequence it waits for, where it is held by the order. */
  readonly waitsFor: number | null
  /** Tries of this run; null: it stands in no queue. */
  readonly tries: number | null
  /** Tries that the endpoint's schedule has. */
  readonly triesMax: number
  readonly lastDurationMs: number | null
}

/** Deliveries with where they stand; the caller bounds how many. */
export async function placeDeliveries(
  queryable: Queryable,
  merchantId: string,
  deliveries: readonly Delivery[],
): Promise<readonly PlacedDelivery[]> {
  const ids = deliveries.map(({ id }) => id)
  const places = await findDeliveryPlaces(queryable, { merchantId, ids })
  return deliveries.flatMap((delivery) => {
    const place = places.get(delivery.id)
    return place === undefined ? [] : [placed(delivery, place)]
  })
}

function placed(delivery: Delivery, place: DeliveryPlace): PlacedDelivery {
  const { url, dialect, settings, isSending, waitsFor, tries, lastDurationMs } = place
  const schedule =
    settings.retry_delays_ms ??
    findRetrySchedule(settings.retry_schedule ?? findDialect(dialect)?.retrySchedule ?? "default")
  return {
    delivery,
    url,
    dialect,
    isSending,
    heldBecause: tries === null || isSending ? null : heldBecause(place),
    waitsFor,
    tries,
    triesMax: schedule.length + 1,
    lastDurationMs,
  }
}

function heldBecause(place: DeliveryPlace): HeldBecause | null {
  if (!place.isEndpointActive) return "endpoint_disabled"
  if (place.waitsFor !== null) return "order"
  return place.isInRetryQueue ? "retry_queue" : null
}
