import { Readable } from "node:stream"
import type { FastifyInstance } from "fastify"

import { PaidoutError } from "../errors.ts"
import type { Topic } from "../pipeline/changes/topics.ts"
import { actorOf, type Caller } from "./caller.ts"

export const STREAM_LIMITS = {
  /** A stream holds a connection for as long as somebody looks. */
  streamsMax: 500,
  streamsPerCallerMax: 20,
  /** So that proxies do not take it for dead, and a client that is gone is noticed. */
  heartbeatMs: 15_000,
  /** How soon a revoked key, an ended session or a role that was taken away ends its streams. */
  recheckMs: 5_000,
  /** A client that reads nothing for so long has lost it. */
  stalledMs: 60_000,
} as const

/** What a browser waits before it asks again. */
const RETRY_MS = 2_000
const TICK_MS = 250
const BUFFERED_BYTES_MAX = 4_096

/** One stream of server-sent events: `changed`, with the topics. */
export interface ChangeStream {
  readonly readable: Readable
  /** A client that reads slowly gets several at once. */
  tell(topics: readonly Topic[]): void
}

export interface ChangeStreams {
  /**
   * `isAllowed` is asked again and again: once it says no, the stream ends.
   * @throws PaidoutError rate_limited, unavailable: there are as many as there may be
   */
  open(caller: Caller, isAllowed: () => Promise<boolean>): ChangeStream
}

interface OpenStream extends ChangeStream {
  readonly caller: string
  /** Sends what had to wait, and what shows that it is alive; ends what may not go on. */
  attend(): void
  end(): void
}

/** All streams of one server, which ends them when it stops. */
export function createChangeStreams(
  server: FastifyInstance,
  hub: { readonly isStopping?: () => boolean },
): ChangeStreams {
  const streams = new Set<OpenStream>()
  let timer: NodeJS.Timeout | undefined

  function tick(): void {
    const isStopping = !server.server.listening || hub.isStopping?.() === true
    for (const stream of streams) {
      if (isStopping) stream.end()
      else stream.attend()
    }
  }
  server.addHook("preClose", (done) => {
    for (const stream of streams) stream.end()
    done()
  })

  return {
    open(caller, isAllowed) {
      const name = actorOf({ caller })
      const ofCaller = [...streams].filter((stream) => stream.caller === name).length
      if (ofCaller >= STREAM_LIMITS.streamsPerCallerMax) {
        throw new PaidoutError("rate_limited", "You listen as often as you may already.", {
          detail: { retry_after_seconds: 30 },
        })
      }
      if (streams.size >= STREAM_LIMITS.streamsMax) {
        throw new PaidoutError("unavailable", "As many as may listen here do already.")
      }
      const stream = createStream(name, isAllowed)
      streams.add(stream)
      timer ??= setInterval(tick, TICK_MS).unref()
      stream.readable.once("close", () => {
        streams.delete(stream)
        if (streams.size > 0) return
        clearInterval(timer)
        timer = undefined
      })
      return stream
    },
  }
}

function createStream(caller: string, isAllowed: () => Promise<boolean>): OpenStream {
  const untold = new Set<Topic>()
  let isEnded = false
  let stalledAtMs: number | undefined
  let checkedAtMs = performance.now()
  let sentAtMs = 0

  const readable = new Readable({
    highWaterMark: BUFFERED_BYTES_MAX,
    read() {
      stalledAtMs = undefined
      tellUntold()
    },
  })
  function push(text: string): void {
    if (isEnded || readable.destroyed) return
    sentAtMs = performance.now()
    if (!readable.push(text)) stalledAtMs = sentAtMs
  }
  function tellUntold(): void {
    if (untold.size === 0 || stalledAtMs !== undefined) return
    const data = JSON.stringify({ topics: [...untold] })
    untold.clear()
    push(`event: changed\ndata: ${data}\n\n`)
  }
  function end(): void {
    if (isEnded) return
    isEnded = true
    readable.push(null)
  }
  push(`retry: ${RETRY_MS}\n\n`)
  return {
    ...{ caller, readable, end },
    tell(topics) {
      for (const topic of topics) untold.add(topic)
      tellUntold()
    },
    attend() {
      const now = performance.now()
      if (stalledAtMs !== undefined && now - stalledAtMs > STREAM_LIMITS.stalledMs) {
        readable.destroy()
      }
      if (stalledAtMs === undefined && now - sentAtMs > STREAM_LIMITS.heartbeatMs) {
        push(": still here\n\n")
      }
      if (now - checkedAtMs <= STREAM_LIMITS.recheckMs) return
      checkedAtMs = now
      void isAllowed().then((isStill) => {
        if (!isStill) end()
      })
    },
  }
}
