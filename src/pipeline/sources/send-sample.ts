import type { RestoreHeaders } from "../../delivery/dialect.ts"
import type { AttemptSender } from "../../delivery/send-attempt.ts"
import { PaidoutError } from "../../errors.ts"
import { idText, newUuid } from "../../ids.ts"
import { findMarkedMessage } from "../../inbox/find-marked-message.ts"
import { findSource } from "../../merchants/find-source.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import type { Pool } from "../../postgres/pool.ts"
import { shownAnswer } from "../deliver/attempt-delivery.ts"
import { deliveryTarget } from "../deliver/delivery-target.ts"
import { findDialect } from "../deliver/dialects.ts"
import { redactEchoes } from "../deliver/redact-echoes.ts"
import { rawSampleOf } from "../endpoints/raw-sample.ts"
import { sampleChange } from "../endpoints/sample-change.ts"

/** What the receive URL said to a sample. */
export interface SampleAnswer {
  /** It was acknowledged: stored as an authentic webhook. */
  readonly accepted: boolean
  readonly response_status: number | null
  readonly response_body: string | null
  readonly cause: string | null
  readonly error: string | null
  readonly duration_ms: number
  /** `msg_…`; null: it did not arrive. */
  readonly message_id: string | null
}

/** By it the message is found again. */
const MARK = "x-paidout-sample"
const TIMEOUT_MS = 10_000
/** The clocks of several processes differ by less. */
const CLOCK_SKEW_MS = 60_000

/**
 * Sends what the provider would send to the receive URL: a payout that says it is none, signed with
 * the source's newest secrets. Only for a test account: in a live one's ledger it would stand beside
 * real money.
 * @throws PaidoutError not_found, conflict
 */
export async function sendSample(
  context: {
    readonly pool: Pool
    readonly keyring: Keyring
    readonly sender: AttemptSender
    readonly receiveUrl: (sourceId: string) => string
  },
  request: { readonly merchantId: string; readonly id: string; readonly actor: string },
): Promise<SampleAnswer> {
  const { merchantId, id, actor } = request
  const source = await findSource(context.pool, context.keyring, request)
  if (source === undefined) throw new PaidoutError("not_found")
  if (source.live !== false) {
    throw new PaidoutError(
      "conflict",
      source.live === true
        ? "This source is live: a sample would stand among real payouts."
        : "A sample is only sent to a test account: set `live` to false first, if it is one.",
    )
  }
  const mark = newUuid()
  const since = new Date(Date.now() - CLOCK_SKEW_MS)
  await insertAudit(context.pool, {
    merchantId,
    actor,
    action: "source.test",
    object: idText("source", id),
  })
  const { target, headers, body } = await signedSample(source, context.receiveUrl(id))
  const sent = await context.sender.send({
    origin: target.origin,
    path: target.path,
    headers: [...headers, MARK, mark],
    body,
    timeoutMs: TIMEOUT_MS,
  })
  const result = redactEchoes(sent, { headers, body })
  const found = { merchantId, sourceId: id, header: MARK, value: mark, since }
  const messageId = await findMarkedMessage(context.pool, found)
  return {
    accepted: result.outcome === "success",
    response_status: result.responseStatus,
    response_body: shownAnswer(result),
    cause: result.cause,
    error: result.error,
    duration_ms: result.durationMs,
    message_id: messageId === undefined ? null : idText("message", messageId),
  }
}

async function signedSample(source: Source, url: string) {
  const spoken = rawSampleOf([source])
  const dialect = spoken && findDialect(spoken.dialect)
  if (spoken === undefined || dialect === undefined) throw new PaidoutError("provider_unknown")
  const { tells } = dialect
  const sample = sampleChange(source.provider, {
    at: new Date().toISOString(),
    eventTypes: ["*"],
    tells,
  })
  // Each is a payout of its own, so that none is a duplicate of the one before.
  const change =
    sample.subject === "payout"
      ? { ...sample, payout: { ...sample.payout, providerId: `test_sample-${newUuid()}` } }
      : sample
  const endpoint = { ...spoken, url }
  const told = dialect.tell(change, endpoint)
  const target = deliveryTarget(endpoint, spoken.secrets)
  const [sign] = target.signers(Date.now())
  if (told === null || sign === undefined) throw new PaidoutError("internal")
  const timestampSeconds = Math.floor(Date.now() / 1_000)
  const eventId = idText("event", newUuid())
  // It holds no request that was stored without its credentials.
  const restored: RestoreHeaders = (_source, stored) => Promise.resolve(stored)
  const signed = await sign({ eventId, frozen: told.frozen, timestampSeconds }, restored)
  return { target, ...signed }
}
