import type { AttemptsLogged } from "../../config.ts"
import type { ClaimedDelivery } from "../../delivery/claimed-delivery.ts"
import { idText } from "../../ids.ts"
import type { Log } from "../../log.ts"
import { parseTraceparent } from "../../traceparent.ts"
import type { AttemptResult } from "../../delivery/send-attempt.ts"
import type { DeliveryVerdict } from "./decide-delivery.ts"

/** What is told of an attempt that ended. */
export interface ObservedAttempt {
  readonly attemptId: string
  /** The trace that it was part of; null: none. */
  readonly traceparent: string | null
  readonly target: { readonly url: string }
  /** From due until it began. */
  readonly waitedMs: number
  readonly result: AttemptResult
  readonly verdict: DeliveryVerdict
}

/**
 * One wide line per attempt: what it was, what came back, what follows. Those that are not wanted
 * at level `info` are at `debug`; with `none` there are none. It names the endpoint by its
 * id and its host: a path or a query may hold a credential.
 */
export function logAttempt(
  to: { readonly log: Log; readonly attempts: AttemptsLogged },
  delivery: ClaimedDelivery,
  attempt: ObservedAttempt,
): void {
  const { log, attempts } = to
  if (attempts === "none") return
  const { result, verdict, target, traceparent } = attempt
  const isInfo = attempts === "all" || result.outcome === "failure"
  if (!log.isLevelEnabled(isInfo ? "info" : "debug")) return
  const trace = traceparent === null ? undefined : parseTraceparent(traceparent)
  const isMessage = delivery.subject === "message"
  const line = {
    merchant: idText("merchant", delivery.merchantId),
    endpoint: idText("endpoint", delivery.endpointId),
    delivery: idText("delivery", delivery.deliveryId),
    event: isMessage ? null : idText("event", delivery.eventId),
    message: isMessage ? idText("message", delivery.eventId) : null,
    attempt: idText("attempt", attempt.attemptId),
    traceId: trace?.traceId ?? null,
    spanId: trace?.spanId ?? null,
    type: delivery.type,
    wireEvent: delivery.wireEvent,
    format: delivery.format,
    tries: delivery.tries + 1,
    trigger: delivery.trigger,
    bulk: delivery.isBulk,
    host: new URL(target.url).host,
    outcome: result.outcome,
    status: result.responseStatus,
    cause: result.cause,
    error: result.error,
    durationMs: result.durationMs,
    waitedMs: Math.round(attempt.waitedMs),
    responseBytes: result.responseBody?.length ?? 0,
    state: verdict.state,
    retryInMs: verdict.retryInMs,
  }
  if (isInfo) log.info(line, "attempt")
  else log.debug(line, "attempt")
}
