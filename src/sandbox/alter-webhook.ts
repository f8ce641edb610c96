import type { EncodedWebhook } from "../providers/provider.ts"

/** What misbehaviour does to one webhook. */
export interface Mischief {
  readonly drop: boolean
  readonly wrongToken: boolean
  readonly truncate: boolean
  /** How many times it is sent. */
  readonly copies: number
  /** How much later than at once. */
  readonly delayMs: number
}

/** The first half of the body, as when a connection breaks off. */
export function truncated({ headers, body }: EncodedWebhook): EncodedWebhook {
  return { headers, body: body.slice(0, Math.floor(body.length / 2)) }
}
