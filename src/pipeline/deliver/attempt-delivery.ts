import type { TellStep } from "../../delivery/attempt-step.ts"
import type { ClaimedDelivery } from "../../delivery/claimed-delivery.ts"
import type { Judgement, RestoreHeaders, SignedMessage } from "../../delivery/dialect.ts"
import type { AttemptResult, AttemptSender } from "../../delivery/send-attempt.ts"
import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { Log } from "../../log.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { DeliveryTarget } from "./delivery-target.ts"
import { redactEchoes } from "./redact-echoes.ts"
import type { Refreezer, Refrozen } from "../resend/refreeze-delivery.ts"

/** What an attempt came to, and what the endpoint's dialect makes of it. */
export interface JudgedAttempt {
  readonly result: AttemptResult
  readonly judgement: Judgement
}

/** Opens the frozen bytes, signs them for this moment, and tries once. Never throws. */
export async function attemptDelivery(
  context: {
    readonly sender: AttemptSender
    readonly keyring: Pick<Keyring, "open">
    readonly restoreHeaders: RestoreHeaders
    readonly refreezer: Pick<Refreezer, "refreeze">
    readonly log: Log
  },
  delivery: ClaimedDelivery,
  target: DeliveryTarget,
): Promise<JudgedAttempt> {
  try {
    const opened = await openBody(context, delivery, target)
    if (opened.outcome === "lost") return unreadable(opened.why)
    const { frozen } = opened
    const eventId = idText("event", delivery.eventId)
    const { traceparent } = delivery
    return judged(await sendSigned(context, target, { eventId, frozen, traceparent }), target)
  } catch (error) {
    const id = idText("delivery", delivery.deliveryId)
    context.log.error({ err: error, delivery: id }, "a delivery cannot be opened or signed")
    const text = "The delivery's body, or a secret that it is sent with, cannot be read."
    // What the database could not tell just now it may tell at the next try.
    const lasts = error instanceof PaidoutError && !error.retryable
    return unreadable(text, lasts ? "refused" : "failed")
  }
}

async function openBody(
  context: Pick<Parameters<typeof attemptDelivery>[0], "keyring" | "refreezer">,
  delivery: ClaimedDelivery,
  target: DeliveryTarget,
): Promise<Refrozen> {
  const { merchantId, bodySealed, frozen } = delivery
  if (frozen !== undefined) return { outcome: "frozen", frozen }
  if (bodySealed === null) return context.refreezer.refreeze(delivery, target.hearer)
  return { outcome: "frozen", frozen: await context.keyring.open(merchantId, bodySealed) }
}

/**
 * Where a message carries one credential and two are live, an endpoint that refuses the newer gets
 * the older at once: it may not have been told of the rotation yet. Each has the time of an attempt,
 * since one that is slow to refuse is slow to accept, too, and Pivot's refusals are final.
 */
export async function sendSigned(
  context: { readonly sender: AttemptSender; readonly restoreHeaders: RestoreHeaders },
  target: DeliveryTarget,
  message: {
    readonly eventId: string
    readonly frozen: Buffer
    /** Sent along, unless the message is handed on as it came. */
    readonly traceparent?: string | null
  },
  onStep?: TellStep,
): Promise<AttemptResult> {
  const nowMs = Date.now()
  const { origin, path, timeoutMs } = target
  let result: AttemptResult | undefined
  for (const sign of target.signers(nowMs)) {
    const timestampSeconds = Math.floor(nowMs / 1_000)
    const signed = await sign({ ...message, timestampSeconds }, context.restoreHeaders)
    const spentMs: number = result?.durationMs ?? 0
    const sent = await context.sender.send({
      origin,
      path,
      ...signed,
      headers: withTraceparent(signed, message.traceparent),
      timeoutMs,
      onStep,
    })
    result = { ...redactEchoes(sent, signed), durationMs: spentMs + sent.durationMs }
    tellAnswer(result, onStep)
    if (sent.responseStatus !== 401 && sent.responseStatus !== 403) break
  }
  if (result === undefined) throw new Error("an endpoint has no live secret")
  return result
}

const ANSWER_BYTES_TOLD = 1_024

/** The first bytes of an answer that came, as text. */
export function shownAnswer({ responseBody }: Pick<AttemptResult, "responseBody">): string | null {
  return responseBody?.subarray(0, ANSWER_BYTES_TOLD).toString("utf8") ?? null
}

function tellAnswer(result: AttemptResult, onStep: TellStep | undefined): void {
  const { responseStatus: status } = result
  if (status !== null) onStep?.({ step: "answered", status, body: shownAnswer(result) })
}

function withTraceparent(
  { headers, isWhole }: SignedMessage,
  traceparent: string | null | undefined,
): readonly string[] {
  const isSent = traceparent !== null && traceparent !== undefined && isWhole !== true
  return isSent ? [...headers, "traceparent", traceparent] : headers
}

/** An answer of 2xx that the dialect does not take for one is a failure that names it. */
export function judged(result: AttemptResult, target: DeliveryTarget): JudgedAttempt {
  const judgement = target.judge(result)
  if (judgement === "accepted" || result.outcome === "failure") return { result, judgement }
  const error = `The endpoint answered ${result.responseStatus} without the acknowledgement.`
  return { result: { ...result, outcome: "failure", cause: "not_acknowledged", error }, judgement }
}

function unreadable(error: string, judgement: "refused" | "failed" = "refused"): JudgedAttempt {
  return {
    judgement,
    result: {
      outcome: "failure",
      responseStatus: null,
      responseHeaders: null,
      responseBody: null,
      cause: "unreadable",
      error,
      durationMs: 0,
      retryAfterMs: null,
    },
  }
}
