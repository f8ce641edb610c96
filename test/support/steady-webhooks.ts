import type { PayoutEvent } from "../../src/payout/event.ts"
import { sampleOf, SECRETS, webhookOf } from "./hub-fixture.ts"

export interface GivenAnswer {
  /** 0: no answer at all. */
  readonly status: number
  readonly retryAfter: string | null
  readonly tookMs: number
}

export interface SteadyWebhooks {
  /** Every answer so far, in the order they came. */
  readonly answers: readonly GivenAnswer[]
  /** Provider ids of what got a 2xx. */
  readonly acknowledged: ReadonlySet<string>
  /** Waits until so many more were acknowledged. */
  more(count: number): Promise<void>
  /** Begins nothing new; what is under way is tried until it is acknowledged. */
  stop(): Promise<void>
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A Xendit that tells of payouts one after another, each until it is acknowledged. */
export function sendSteadily(
  receiveUrl: string,
  options: { readonly senders: number; readonly pauseMs: number; readonly bodyBytes?: number },
): SteadyWebhooks {
  const secrets = SECRETS["xendit"] ?? {}
  const source = { provider: "xendit", secrets } as Parameters<typeof webhookOf>[0]
  const answers: GivenAnswer[] = []
  const acknowledged = new Set<string>()
  let sending = true

  async function sender(): Promise<void> {
    while (sending) {
      const event = sampleOf("xendit", "payout.succeeded") as PayoutEvent
      const { headers, body } = webhookOf(source, event)
      const padding = " ".repeat(options.bodyBytes ?? 0)
      const request = {
        method: "POST",
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, values]) => [name, values.join(", ")]),
        ),
        body: Buffer.concat([Buffer.from(body), Buffer.from(padding)]),
      }
      for (;;) {
        const answer = await send(receiveUrl, request)
        answers.push(answer)
        if (answer.status >= 200 && answer.status < 300) break
        await sleep(options.pauseMs)
      }
      if (event.providerId !== null) acknowledged.add(event.providerId)
      await sleep(options.pauseMs)
    }
  }

  const senders = Array.from({ length: options.senders }, sender)
  return {
    answers,
    acknowledged,
    async more(count) {
      const wanted = acknowledged.size + count
      while (acknowledged.size < wanted) await sleep(10)
    },
    async stop() {
      sending = false
      await Promise.all(senders)
    },
  }
}

async function send(url: string, request: RequestInit): Promise<GivenAnswer> {
  const begun = performance.now()
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(20_000) }).catch(
    () => undefined,
  )
  await answer?.arrayBuffer().catch(() => {})
  return {
    status: answer?.status ?? 0,
    retryAfter: answer?.headers.get("retry-after") ?? null,
    tookMs: performance.now() - begun,
  }
}
