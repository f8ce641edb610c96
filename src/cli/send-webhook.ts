import { request } from "undici"
import type { PaidoutEvent } from "../payout/event.ts"
import type { EncodedWebhook } from "../providers/provider.ts"
import { CommandFailure, EXIT } from "./exit.ts"

const ANSWER_TIMEOUT_MS = 30_000
const ANSWER_CHARACTERS_MAX = 2_000

export interface SentWebhook {
  readonly wire_event: string
  readonly provider_id: string
  readonly reference: string | null
  /** The HTTP status that came back. */
  readonly status: number
  readonly answer: string
}

/** Sends it as the provider would, and tells what came back. */
export async function sendWebhook(
  url: string,
  event: PaidoutEvent,
  webhook: EncodedWebhook,
): Promise<SentWebhook> {
  try {
    const { statusCode, body } = await request(url, {
      method: "POST",
      headers: webhook.headers,
      body: webhook.body,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    return {
      wire_event: event.wireEvent,
      provider_id: event.providerId,
      reference: event.subject === "batch" ? null : event.reference,
      status: statusCode,
      answer: (await body.text()).slice(0, ANSWER_CHARACTERS_MAX),
    }
  } catch (error) {
    throw new CommandFailure(EXIT.failure, `Nothing answers at ${url}.`, {
      advice: "Start a hub with `paidout start`, or check the address.",
      cause: error,
    })
  }
}
