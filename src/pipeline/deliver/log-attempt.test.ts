import { pino } from "pino"
import { describe, expect, test } from "vitest"

import type { AttemptsLogged } from "../../config.ts"
import type { ClaimedDelivery } from "../../delivery/claimed-delivery.ts"
import { idText, newUuid } from "../../ids.ts"
import { logAttempt, type ObservedAttempt } from "./log-attempt.ts"

const delivery: ClaimedDelivery = {
  merchantId: newUuid(),
  deliveryId: newUuid(),
  endpointId: newUuid(),
  eventId: newUuid(),
  format: "pivot:1:x",
  type: "payout.paid",
  subject: "payout",
  subjectId: newUuid(),
  wireEvent: "PAYOUT.SUCCESS",
  traceparent: null,
  order: null,
  isBulk: true,
  isRetryQueueHead: false,
  dueAgoMs: 5,
  receivedAgoMs: 5,
  claimedAtMs: 0,
  tries: 2,
  trigger: "resend",
  bodySealed: null,
}

const worked: ObservedAttempt = {
  attemptId: newUuid(),
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  target: { url: "https://user:password@hooks.example:8443/in/T0KEN?key=secret" },
  waitedMs: 12.4,
  result: {
    outcome: "success",
    responseStatus: 202,
    responseHeaders: { "set-cookie": "session=secret" },
    responseBody: Buffer.from("a secret"),
    cause: null,
    error: null,
    durationMs: 34,
    retryAfterMs: null,
  },
  verdict: { state: "delivered", retryInMs: null, joinsRetryQueue: false },
}
const failed: ObservedAttempt = {
  ...worked,
  result: { ...worked.result, outcome: "failure", cause: "tls", error: "no", responseBody: null },
  verdict: { state: "retrying", retryInMs: 30_000, joinsRetryQueue: false },
}

function linesOf(
  attempt: ObservedAttempt,
  options: { attempts?: AttemptsLogged; level?: string; delivery?: ClaimedDelivery } = {},
): readonly Record<string, unknown>[] {
  const lines: string[] = []
  const log = pino(
    { level: options.level ?? "info", base: null, timestamp: false },
    { write: (line: string) => void lines.push(line) },
  )
  const { attempts = "failures" } = options
  logAttempt({ log, attempts }, options.delivery ?? delivery, attempt)
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe("which attempts are lines at level info:", () => {
  test.each([
    ["failures", 0, 1],
    ["all", 1, 1],
    ["none", 0, 0],
  ] as const)("%s", (attempts, ofWorked, ofFailed) => {
    expect(linesOf(worked, { attempts })).toHaveLength(ofWorked)
    expect(linesOf(failed, { attempts })).toHaveLength(ofFailed)
  })

  test("at level debug all of them, unless there are to be none", () => {
    expect(linesOf(worked, { level: "debug" })).toMatchObject([{ level: 20 }])
    expect(linesOf(failed, { level: "debug" })).toMatchObject([{ level: 30 }])
    expect(linesOf(worked, { level: "debug", attempts: "none" })).toEqual([])
  })

  test("at level warn none", () => {
    expect(linesOf(failed, { level: "warn", attempts: "all" })).toEqual([])
  })
})

describe("the line", () => {
  test("says all there is to know of an attempt, and nothing that is a secret", () => {
    const [line] = linesOf(failed)
    expect(line).toEqual({
      level: 30,
      merchant: idText("merchant", delivery.merchantId),
      endpoint: idText("endpoint", delivery.endpointId),
      delivery: idText("delivery", delivery.deliveryId),
      event: idText("event", delivery.eventId),
      message: null,
      attempt: idText("attempt", failed.attemptId),
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "b7ad6b7169203331",
      type: "payout.paid",
      wireEvent: "PAYOUT.SUCCESS",
      format: "pivot:1:x",
      tries: 3,
      trigger: "resend",
      bulk: true,
      host: "hooks.example:8443",
      outcome: "failure",
      status: 202,
      cause: "tls",
      error: "no",
      durationMs: 34,
      waitedMs: 12,
      responseBytes: 0,
      state: "retrying",
      retryInMs: 30_000,
      msg: "attempt",
    })
    const [all] = linesOf(worked, { attempts: "all" })
    expect(all).toMatchObject({ outcome: "success", responseBytes: 8, state: "delivered" })
    expect(JSON.stringify([line, all])).not.toMatch(/secret|T0KEN|password|user:/)
  })

  test("names a message where a request is handed on as it came", () => {
    const raw = { ...delivery, subject: "message" } as const
    expect(linesOf(failed, { delivery: raw })).toMatchObject([
      { event: null, message: idText("message", raw.eventId) },
    ])
  })

  test("has no trace where there is none", () => {
    expect(linesOf({ ...failed, traceparent: null })).toMatchObject([
      { traceId: null, spanId: null },
    ])
  })
})
