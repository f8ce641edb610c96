import { percentile, runClosedLoop, runOpenLoop, type LoadTarget } from "./load-generator.ts"
import { processorTime, type ProcessorTime } from "./processor-time.ts"
import type { BenchDatabase } from "./bench-database.ts"
import type { Sink } from "./sink.ts"
import { referenceOf } from "./webhooks.ts"

/** Webhooks that went in and were not yet delivered. */
const undeliveredMax = 1_500
const drainMs = 60_000

export interface WholeWayContender {
  readonly port: number
  readonly pid: number
  readonly nextRequest: () => Buffer
}

export interface SustainedRate {
  readonly perSecond: number
  /** Never delivered. */
  readonly lost: number
  /** Microseconds of processor time per webhook. */
  readonly processorUs: ProcessorTime
}

export interface WholeWayLoad {
  /** What goes in is bounded by what comes out (at most 1,500 on their way), so it is sustained. */
  sustain(options: {
    readonly connections: number
    readonly seconds: number
  }): Promise<SustainedRate>
  /** Webhook to delivery at a fixed rate: milliseconds, sorted. */
  pace(options: { readonly perSecond: number; readonly seconds: number }): Promise<Float64Array>
}

/** Sends webhooks to a contender and waits for what it delivers to the sink. */
export function createWholeWayLoad(
  contender: WholeWayContender,
  to: { readonly sink: Sink; readonly database: BenchDatabase },
): WholeWayLoad {
  const sentAt = new Map<string, number>()
  let latencies: number[] = []
  const target: LoadTarget = {
    port: contender.port,
    nextRequest: () => {
      const request = contender.nextRequest()
      sentAt.set(referenceOf(request), performance.now())
      return request
    },
  }
  to.sink.onEvent = (reference) => {
    const at = sentAt.get(reference)
    if (at === undefined) return
    sentAt.delete(reference)
    latencies.push(performance.now() - at)
  }

  async function drain(): Promise<void> {
    const deadline = performance.now() + drainMs
    while (sentAt.size > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  return {
    async sustain({ connections, seconds }) {
      const before = await processorTime(contender.pid, to.database)
      const begun = performance.now()
      const { answered } = await runClosedLoop(target, {
        connections,
        seconds,
        mayContinue: () => sentAt.size < undeliveredMax,
      })
      await drain()
      const took = (performance.now() - begun) / 1_000
      const after = await processorTime(contender.pid, to.database)
      const lost = sentAt.size
      sentAt.clear()
      const each = (side: keyof ProcessorTime) => ((after[side] - before[side]) / answered) * 1e6
      return {
        perSecond: (answered - lost) / took,
        lost,
        processorUs: { hub: each("hub"), database: each("database"), bench: each("bench") },
      }
    },
    async pace({ perSecond, seconds }) {
      latencies = []
      await runOpenLoop(target, { connections: 32, seconds, perSecond })
      await drain()
      return Float64Array.from(latencies).sort()
    },
  }
}

/** `p50 1.0 ms, p99 2.0 ms`. */
export function tailText(sorted: Float64Array): string {
  const at = (share: number) => `${percentile(sorted, share).toFixed(1)} ms`
  return `p50 ${at(0.5)}, p99 ${at(0.99)}`
}

export function processorText({ hub, database }: ProcessorTime): string {
  return `${Math.round(hub)} µs + PostgreSQL ${Math.round(database)} µs`
}
