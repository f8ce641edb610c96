import type { Source } from "../../src/merchants/source.ts"
import type { PaidoutEvent } from "../../src/payout/event.ts"
import { findProvider } from "../../src/providers/index.ts"
import type { WebhookRequest } from "../../src/providers/provider.ts"
import { webhookOf } from "./hub-fixture.ts"

export interface Saved {
  readonly request: WebhookRequest
  /** RFC 3339 UTC. */
  readonly receivedAt: string
}

/**
 * Webhooks of a provider as somebody may have kept them: every sample of it for each of a few
 * payouts, in a wild order with repetitions, a minute apart from `from` on. The same seed gives the same.
 */
export function savedWebhooks(
  source: Source,
  options: { readonly payouts: number; readonly seed: number; readonly from: string },
): readonly Saved[] {
  const { samples = {} } = findProvider(source.provider) ?? {}
  const events = Array.from({ length: options.payouts }, (_, payout) =>
    Object.values(samples).map((sample) => renamed(sample(), `${options.seed}-${payout}`)),
  ).flat()
  const random = randomFrom(options.seed)
  const wild = [...events, ...events.filter(() => random() < 0.3)]
    .map((event) => ({ event, at: random() }))
    .toSorted((a, b) => a.at - b.at)
  return wild.map(({ event }, index) => ({
    request: webhookOf(source, event),
    receivedAt: new Date(Date.parse(options.from) + index * 60_000).toISOString(),
  }))
}

/** The line of an import, with the headers and the time. */
export function lineOf({ request, receivedAt }: Saved): Buffer {
  const body = Buffer.from(request.body).toString("utf8")
  return Buffer.from(JSON.stringify({ received_at: receivedAt, headers: request.headers, body }))
}

/** Every sample of one payout is told of that payout. Pivot names one by two ids. */
function renamed(event: PaidoutEvent, name: string): PaidoutEvent {
  const id = `${event.subject}-${name}`
  if (event.subject !== "payout") return { ...event, providerId: id }
  const providerId = event.providerId.includes(":") ? `${id}:${id}` : id
  const reference = event.reference === null ? null : id
  return { ...event, providerId, aliases: [], reference }
}

/** Mulberry32: small, and the same numbers for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
