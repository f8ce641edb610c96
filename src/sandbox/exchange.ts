import type { EncodedWebhook } from "../providers/provider.ts"

/** A call of a provider's API, and its answer. */
export interface SandboxRequest {
  readonly method: string
  /** Below `/sandbox/<provider>`: `/v2/payouts`. Begins with a slash, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names; a header that came twice has its values joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface SandboxAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * An answer that depends on how others answer: webhooks that are tried first, each once, when the
 * account is let go of. They wait for somebody else's server.
 */
export interface AnswerAfterTrials {
  readonly trials: readonly WebhookTrial[]
  /** From the results, in the order of the trials. */
  answer(results: readonly TrialResult[]): SandboxAnswer
}

export interface WebhookTrial {
  readonly callbackId: string
  /** Without credentials: they are added as for any other. */
  readonly webhook: EncodedWebhook
}

export interface TrialResult {
  /** The body as it was sent. */
  readonly sent: string
  /** Null: there was no answer, and `error` says why. */
  readonly responseStatus: number | null
  readonly error: string | null
  readonly durationMs: number
}
