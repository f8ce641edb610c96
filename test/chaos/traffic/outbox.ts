import type { SeededRandom } from "../seeded-random.ts"
import { SEND_HEADER, type Send, type Webhook } from "../model/story.ts"

/** What the providers still have to deliver, and what came of what they sent. */
export interface Outbox {
  /** Webhooks that were acknowledged as often as their provider sends them, or given up. */
  readonly done: number
  readonly retries: number
  readonly webhooks: readonly Webhook[]
  /** Undefined while all that is left waits for its retry; `over` when nothing is left. */
  next(nowMs: number): { readonly webhook: Webhook; readonly send: Send } | undefined | "over"
  note(webhook: Webhook, send: Send, outcome: SendOutcome, nowMs: number): void
}

/** `given_up`: its answer was one after which no provider comes again. */
export type SendOutcome = "acknowledged" | "refused" | "unknown" | "given_up"

/** From so many any one is sent next: what a provider says arrives in no order. */
const WINDOW = 300
const RETRY_MS_MIN = 100
const RETRY_MS_MAX = 1_500

export function createOutbox(
  drawn: Iterator<Webhook, never>,
  options: { readonly random: SeededRandom; readonly webhooksMax: number },
): Outbox {
  const { random, webhooksMax } = options
  const webhooks: Webhook[] = []
  const window: Webhook[] = []
  const waiting: { readonly webhook: Webhook; readonly atMs: number }[] = []
  const underWay = new Set<Webhook>()
  const left = new Map<Webhook, number>()
  let sends = 0
  let done = 0
  let retries = 0

  function refill(nowMs: number): void {
    for (let at = waiting.length - 1; at >= 0; at -= 1) {
      const each = waiting[at]
      if (each === undefined || each.atMs > nowMs) continue
      window.push(each.webhook)
      waiting.splice(at, 1)
    }
    while (window.length < WINDOW && webhooks.length < webhooksMax) {
      const webhook = drawn.next().value
      webhooks.push(webhook)
      window.push(webhook)
      left.set(webhook, webhook.times)
    }
  }

  function finish(webhook: Webhook): void {
    done += 1
    left.delete(webhook)
    // A forged one is told apart by its bytes; of the others the number says all.
    webhook.body = null
  }

  return {
    get done() {
      return done
    },
    get retries() {
      return retries
    },
    webhooks,
    next(nowMs) {
      refill(nowMs)
      if (window.length === 0) {
        return waiting.length === 0 && underWay.size === 0 ? "over" : undefined
      }
      const at = random.below(window.length)
      const webhook = window[at] as Webhook
      window[at] = window.at(-1) as Webhook
      window.pop()
      underWay.add(webhook)
      sends += 1
      const send: Send = { number: sends, outcome: "under_way" }
      webhook.sends.push(send)
      return { webhook, send }
    },
    note(webhook, send, outcome, nowMs) {
      send.outcome = outcome
      underWay.delete(webhook)
      if (outcome === "given_up") return finish(webhook)
      if (outcome === "unknown") {
        retries += 1
        if (webhook.isSentOnce) return finish(webhook)
        const waitMs = random.between(RETRY_MS_MIN, RETRY_MS_MAX)
        waiting.push({ webhook, atMs: nowMs + waitMs })
        return
      }
      const remaining = (left.get(webhook) ?? 1) - 1
      if (remaining === 0) return finish(webhook)
      left.set(webhook, remaining)
      waiting.push({ webhook, atMs: nowMs + random.between(0, RETRY_MS_MAX) })
    },
  }
}

/** The bytes of one request. */
export function requestOf(
  webhook: Webhook,
  send: Send,
  to: { readonly path: string; readonly host: string },
): Buffer {
  const body = webhook.body ?? ""
  const headers = Object.entries(webhook.headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")
  return Buffer.from(
    `POST ${to.path} HTTP/1.1\r\nhost: ${to.host}\r\ncontent-type: application/json\r\n` +
      `${headers}${SEND_HEADER}: ${send.number}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
