import { setTimeout as sleep } from "node:timers/promises"
import type { SourceName, Webhook } from "../model/story.ts"
import type { SeededRandom } from "../seeded-random.ts"
import { requestOf, type Outbox, type SendOutcome } from "./outbox.ts"
import { openConnection, type SendingConnection } from "./sending-connection.ts"

export interface SentTraffic {
  readonly acknowledged: number
  /** Authentic webhooks that were answered with a status which makes a provider give up. */
  readonly lostForGood: readonly string[]
  /** The longest that an answer took while its hub was not stood still, in ms. */
  readonly slowestMs: number
}

/** An answer is promised within 5 s. Later than this comes none: the hub stands still, or is cut off. */
const ANSWER_MS_MAX = 6_000
/** Of a thousand requests so many are broken off: after the last byte, or in the middle. */
const BROKEN_OFF = 0.004

/** Sends what the outbox holds over many connections, to any hub that listens, until all is done. */
export async function sendWebhooks(options: {
  readonly outbox: Outbox
  readonly random: SeededRandom
  readonly connections: number
  /** Webhooks a second, at most. */
  readonly pace: number
  readonly hubs: () => readonly string[]
  readonly pathOf: (source: SourceName) => string
  /** Ends it, whatever is left, when nothing was acknowledged for so long. */
  readonly stalledMs: number
  readonly onProgress: (acknowledged: number) => void
}): Promise<SentTraffic> {
  const { outbox, random, pace, hubs } = options
  const begun = performance.now()
  const lostForGood: string[] = []
  let acknowledged = 0
  let slowestMs = 0
  let begunSends = 0
  let progressedAt = begun

  async function sendOne(
    connection: SendingConnection,
    webhook: Webhook,
    request: Buffer,
  ): Promise<SendOutcome> {
    if (random.chance(BROKEN_OFF)) {
      const whole = random.chance(0.6)
      await connection.breakOff(whole ? request : request.subarray(0, request.length >> 1))
      return "unknown"
    }
    const sentAt = performance.now()
    const status = await connection.ask(request, { timeoutMs: ANSWER_MS_MAX })
    slowestMs = Math.max(slowestMs, performance.now() - sentAt)
    if (status === undefined || status >= 500) return "unknown"
    if (status >= 200 && status < 300) return "acknowledged"
    if (webhook.kind === "forged" && status === 401) return "refused"
    lostForGood.push(`${webhook.source} answered ${status} to ${webhook.body}`)
    return "given_up"
  }

  async function sendOn(): Promise<void> {
    let connection: SendingConnection | undefined
    while (performance.now() - progressedAt < options.stalledMs) {
      const urls = hubs()
      const mayBegin = begunSends <= ((performance.now() - begun) / 1_000) * pace
      const next = urls.length > 0 && mayBegin ? outbox.next(performance.now()) : undefined
      if (next === "over") break
      if (next === undefined) {
        await sleep(5)
        continue
      }
      begunSends += 1
      const { webhook, send } = next
      if (connection === undefined || connection.isDead || !urls.includes(connection.url)) {
        connection?.close()
        const others = urls.filter((url) => url !== connection?.url)
        const choice = others.length > 0 ? others : urls
        connection = openConnection(choice[random.below(choice.length)] ?? "")
      }
      const host = connection.url.slice("http://".length)
      const request = requestOf(webhook, send, { path: options.pathOf(webhook.source), host })
      const outcome = await sendOne(connection, webhook, request)
      if (outcome === "acknowledged" || outcome === "refused") {
        acknowledged += 1
        progressedAt = performance.now()
        options.onProgress(acknowledged)
      }
      outbox.note(webhook, send, outcome, performance.now())
    }
    connection?.close()
  }

  await Promise.all(Array.from({ length: options.connections }, sendOn))
  return { acknowledged, lostForGood, slowestMs }
}
