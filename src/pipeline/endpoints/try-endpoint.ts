import { checkEndpointUrl, type AddressPolicy } from "../../delivery/address-guard.ts"
import type { TellStep } from "../../delivery/attempt-step.ts"
import type { RestoreHeaders } from "../../delivery/dialect.ts"
import type { EndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import type { EndpointSettings } from "../../delivery/endpoint.ts"
import type { ResolveName } from "../../delivery/name-resolver.ts"
import type { AttemptResult, AttemptSender } from "../../delivery/send-attempt.ts"
import { PaidoutError } from "../../errors.ts"
import { idText, newUuid } from "../../ids.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import type { Pool } from "../../postgres/pool.ts"
import { judged, sendSigned, shownAnswer } from "../deliver/attempt-delivery.ts"
import { deliveryTarget } from "../deliver/delivery-target.ts"
import { findDialect } from "../deliver/dialects.ts"
import { rawSampleOf } from "./raw-sample.ts"

/** What operations on endpoints and deliveries need. */
export interface EndpointContext {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly sender: AttemptSender
  readonly policy: AddressPolicy
  readonly resolve?: ResolveName
  /** Wakes the deliver loops, here and elsewhere. */
  readonly wakeDeliver?: () => void
}

/** How a test event was answered: data for the API. */
export interface TestAnswer {
  readonly accepted: boolean
  readonly response_status: number | null
  /** The first characters, as text. */
  readonly response_body: string | null
  readonly cause: string | null
  readonly error: string | null
  readonly duration_ms: number
}

/** Somebody who looks on while an endpoint is tested. */
export interface TestWatch {
  readonly onStep: TellStep
  /** He left: what the test was for is not done any more. */
  readonly signal: AbortSignal
}

/** What counts as an acceptance: another 2xx than 200 is what proxies and catch-all pages say. */
export type RegistersOn = "200" | "2xx"

/**
 * Sends the dialect's test event and says what came back. By default only HTTP 200 is an acceptance.
 * @throws PaidoutError endpoint_address_refused before any connection; dialect_unknown
 */
export async function tryEndpoint(
  context: Pick<EndpointContext, "sender" | "policy" | "resolve">,
  endpoint: {
    readonly url: string
    readonly dialect: string
    readonly version: string
    readonly eventTypes: readonly string[]
    readonly settings: EndpointSettings
  },
  known: {
    readonly secrets: EndpointSecrets
    /** Those it hears of: a raw endpoint is tested as one of them would send to it. */
    readonly sources: readonly Source[]
    readonly registersOn?: RegistersOn
    readonly watch?: TestWatch | undefined
  },
): Promise<TestAnswer> {
  const refused = await checkEndpointUrl(endpoint.url, context.policy, context.resolve)
  if (refused) {
    throw new PaidoutError("endpoint_address_refused", refused.message, {
      detail: { refusal: refused.refusal },
    })
  }
  const { secrets, ...spoken } = sampleFor(endpoint, known)
  const dialect = findDialect(spoken.dialect)
  if (dialect === undefined) throw new PaidoutError("dialect_unknown")
  const eventId = idText("event", newUuid())
  const frozen = dialect.test({ eventId, at: new Date().toISOString(), endpoint: spoken })
  const target = deliveryTarget(spoken, secrets)
  // A test event holds no request that was stored without its credentials.
  const restoreHeaders: RestoreHeaders = (_source, stored) => Promise.resolve(stored)
  const sending = { sender: context.sender, restoreHeaders }
  const { watch } = known
  const sent = sendSigned(sending, target, { eventId, frozen }, watch?.onStep)
  const { result } = judged(await unlessLeft(sent, watch?.signal), target)
  return testAnswer(result, known.registersOn ?? "200")
}

/** @throws the signal's reason, as soon as who looked on has left. */
function unlessLeft<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return work
  const left = Promise.withResolvers<never>()
  const leave = () => left.reject(signal.reason as Error)
  if (signal.aborted) leave()
  else signal.addEventListener("abort", leave, { once: true })
  return Promise.race([work, left.promise])
}

function sampleFor(
  endpoint: Parameters<typeof tryEndpoint>[1],
  known: Parameters<typeof tryEndpoint>[2],
) {
  const own = { ...endpoint, secrets: known.secrets }
  if (findDialect(endpoint.dialect)?.forwards !== true) return own
  const sample = rawSampleOf(known.sources)
  if (sample === undefined) return own
  const { timeout_ms: timeoutMs } = endpoint.settings
  const settings = { ...sample.settings, ...(timeoutMs !== undefined && { timeout_ms: timeoutMs }) }
  return { ...endpoint, ...sample, settings }
}

function testAnswer(result: AttemptResult, registersOn: RegistersOn): TestAnswer {
  const accepted =
    result.outcome === "success" && (registersOn === "2xx" || result.responseStatus === 200)
  const otherSuccess = result.outcome === "success" && !accepted
  return {
    accepted,
    response_status: result.responseStatus,
    response_body: shownAnswer(result),
    cause: otherSuccess ? "status" : result.cause,
    error: otherSuccess
      ? `The endpoint answered ${result.responseStatus}; only 200 registers it.`
      : result.error,
    duration_ms: result.durationMs,
  }
}

/** @throws PaidoutError endpoint_refused, telling what came back. */
export function demandAcceptance(answer: TestAnswer, registersOn: RegistersOn = "200"): void {
  if (answer.accepted) return
  const { accepted: _, ...detail } = answer
  throw new PaidoutError(
    "endpoint_refused",
    `The test event was not answered with HTTP ${registersOn}. ${answer.error ?? ""}`.trim(),
    { detail },
  )
}
