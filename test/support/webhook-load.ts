import http from "node:http"

import type { PayoutEvent } from "../../src/payout/event.ts"
import { sampleOf, SECRETS, webhookOf } from "./hub-fixture.ts"

export interface WebhookLoad {
  /** How often each outcome came: a status, or the code of what went wrong with the connection. */
  readonly outcomes: ReadonlyMap<string, number>
  /** Provider ids of what was acknowledged. */
  readonly acknowledged: ReadonlySet<string>
  /** Waits until so many more were acknowledged. */
  more(count: number): Promise<void>
  /** Resolves when what is under way is answered. */
  stop(): Promise<void>
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * A Xendit that tells of payouts without a pause and tries nothing twice: whatever is refused or
 * cut off stays so. Some senders keep their connections, others make a new one each time.
 */
export function sendWebhooks(
  receiveUrl: string,
  senders: { readonly kept: number; readonly fresh: number; readonly pauseMs: number },
): WebhookLoad {
  const secrets = SECRETS["xendit"] ?? {}
  const source = { provider: "xendit", secrets } as Parameters<typeof webhookOf>[0]
  const agent = new http.Agent({ keepAlive: true, maxSockets: senders.kept })
  const outcomes = new Map<string, number>()
  const acknowledged = new Set<string>()
  let sending = true

  async function sender(kept: boolean): Promise<void> {
    while (sending) {
      const event = sampleOf("xendit", "payout.succeeded") as PayoutEvent
      const { headers, body } = webhookOf(source, event)
      const outcome = await send(receiveUrl, { headers, body, agent: kept ? agent : false })
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      if (outcome === "200" && event.providerId !== null) acknowledged.add(event.providerId)
      await sleep(senders.pauseMs)
    }
  }

  const running = Array.from({ length: senders.kept + senders.fresh }, (_, index) =>
    sender(index < senders.kept),
  )
  return {
    outcomes,
    acknowledged,
    async more(count) {
      const wanted = acknowledged.size + count
      while (acknowledged.size < wanted) await sleep(10)
    },
    async stop() {
      sending = false
      await Promise.all(running)
      agent.destroy()
    },
  }
}

function send(
  url: string,
  told: {
    readonly headers: Readonly<Record<string, readonly string[]>>
    readonly body: Uint8Array
    readonly agent: http.Agent | false
  },
): Promise<string> {
  return new Promise((resolve) => {
    const headers = Object.fromEntries(
      Object.entries(told.headers).map(([name, values]) => [name, values.join(", ")]),
    )
    const request = http.request(url, {
      method: "POST",
      agent: told.agent,
      headers: { ...headers, "content-length": told.body.length },
      timeout: 20_000,
    })
    request.on("response", (response) => {
      response.resume()
      response.on("end", () => resolve(String(response.statusCode)))
      response.on("error", (error) => resolve(codeOf(error)))
    })
    request.on("timeout", () => request.destroy(new Error("timeout")))
    request.on("error", (error) => resolve(codeOf(error)))
    request.end(told.body)
  })
}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : error.message
}
