import type { DueWork } from "../../due-work.ts"
import { joinDueWork } from "../../due-work.ts"
import type { LoopPulses } from "../../loop-pulses.ts"
import type { Queryable } from "../../postgres/pool.ts"
import {
  listPollingSources,
  NO_SOURCE,
  type PollingSource,
} from "../../reconcile/list-polling-sources.ts"
import { createSleeper } from "../../sleep-until-woken.ts"
import { createGate } from "../gate.ts"
import type { PollContext } from "./poll-context.ts"
import { pollSource, type Turn } from "./poll-source.ts"
import { tellStuck } from "./tell-stuck.ts"

export interface PollLoop {
  /** A hint: the clock was moved, or a source can be asked again. The loop also looks by itself. */
  wake(): void
  /** Lets the questions under way be answered, for a moment. */
  stop(): Promise<void>
  /** What is to be asked for by the clock. A source that cannot be asked now holds up nobody. */
  lookAt(queryable: Queryable): Promise<DueWork>
}

/** How long a source rests: first, and at most. */
export interface PollPace {
  readonly lookMs: number
  readonly troubleMsMin: number
  readonly troubleMsMax: number
}

const PACE: PollPace = { lookMs: 1_000, troubleMsMin: 1_000, troubleMsMax: 60_000 }
/** Sources looked at together, page after page. */
const PAGE_SOURCES = 200
/** Sources that are asked side by side; they mostly wait for answers. */
const TURNS_MAX = 64
const WAITING_MAX = 1_000
/** Transactions side by side: the stages of webhooks share their connections. */
const TRANSACTIONS_MAX = 3
const STOP_MS_MAX = 3_000
/** A failure of our own database. */
const FAILURE_MS = 2_000

/**
 * Asks the providers for what is still under way. Each source has its turn, for a bounded time, in the
 * order in which they were found due: one with a million polls holds up none with a single one.
 */
export function startPolling(
  context: Omit<PollContext, "gate"> & {
    readonly pace?: Partial<PollPace>
    readonly pulses?: LoopPulses
  },
): PollLoop {
  const pace = { ...PACE, ...context.pace }
  const polling: PollContext = { ...context, gate: createGate(TRANSACTIONS_MAX) }
  const sleeper = createSleeper()
  const running = new Map<string, Promise<void>>()
  const waiting = new Map<string, PollingSource>()
  /** When a source may have its next turn, and how often in a row it was in trouble. */
  const rests = new Map<string, { untilMs: number; troubles: number }>()
  let stopped = false
  let abandoned = false
  const looking = look()

  async function look(): Promise<void> {
    let after = NO_SOURCE
    let failures = 0
    const beat = context.pulses?.begin("poll")
    while (!stopped) {
      beat?.()
      try {
        const page = { after, limit: PAGE_SOURCES }
        const sources = await listPollingSources(polling.pool, page)
        for (const source of sources) if (source.isDue) offer(source)
        after = sources.length < PAGE_SOURCES ? NO_SOURCE : (sources.at(-1)?.sourceId ?? NO_SOURCE)
        const isStuckLeft = after === NO_SOURCE && (await tellStuck(polling))
        failures = 0
        if (after === NO_SOURCE && !isStuckLeft) await sleeper.sleep(pace.lookMs)
      } catch (error) {
        failures += 1
        if (failures === 1) polling.log.warn({ err: error }, "polls are not found; trying again")
        await sleeper.sleep(Math.min(100 * 2 ** failures, 10_000))
      }
    }
  }

  function offer(source: PollingSource): void {
    const { sourceId } = source
    if (stopped || running.has(sourceId) || waiting.has(sourceId)) return
    if (isResting(sourceId)) return
    if (running.size < TURNS_MAX) begin(source)
    else if (waiting.size < WAITING_MAX) waiting.set(sourceId, source)
  }

  function begin(source: PollingSource): void {
    const { sourceId } = source
    const turn = pollSource(polling, source, {
      isStopped: () => stopped,
      isAbandoned: () => abandoned,
    })
    const ended = turn.then(
      (outcome) => end(source, outcome),
      (error: unknown) => {
        if (!abandoned) {
          polling.log.warn({ err: error, source: sourceId }, "a source is not asked; trying again")
        }
        rest(sourceId, FAILURE_MS, 0)
      },
    )
    const left = ended.then(() => {
      running.delete(sourceId)
      const [next] = waiting.values()
      if (next === undefined || stopped) return
      waiting.delete(next.sourceId)
      begin(next)
    })
    running.set(sourceId, left)
  }

  function end(source: PollingSource, turn: Turn): void {
    const { sourceId } = source
    switch (turn.outcome) {
      case "done":
        rests.delete(sourceId)
        return
      case "more":
        rests.delete(sourceId)
        // Behind those that wait; where nobody does the next look begins it again.
        if (waiting.size > 0) waiting.set(sourceId, source)
        sleeper.wake()
        return
      case "no_room":
        rest(sourceId, turn.waitMs, 0)
        return
      case "trouble": {
        const troubles = (rests.get(sourceId)?.troubles ?? 0) + 1
        const ms = Math.min(pace.troubleMsMin * 2 ** (troubles - 1), pace.troubleMsMax)
        rest(sourceId, ms, troubles)
        return
      }
      default:
        turn satisfies never
    }
  }

  function rest(sourceId: string, forMs: number, troubles: number): void {
    rests.set(sourceId, { untilMs: performance.now() + forMs, troubles })
    setTimeout(() => sleeper.wake(), forMs + 1).unref()
  }

  function isResting(sourceId: string): boolean {
    return (rests.get(sourceId)?.untilMs ?? 0) > performance.now()
  }

  return {
    wake() {
      for (const each of rests.values()) each.untilMs = 0
      sleeper.wake()
    },
    async stop() {
      stopped = true
      sleeper.wake()
      const late = new Promise((resolve) => setTimeout(resolve, STOP_MS_MAX).unref())
      await Promise.race([Promise.all([looking, ...running.values()]), late])
      abandoned = true
    },
    async lookAt(queryable) {
      const works: DueWork[] = [{ isBusy: running.size > 0, next: null }]
      let after = NO_SOURCE
      do {
        const sources = await listPollingSources(queryable, { after, limit: PAGE_SOURCES })
        for (const { sourceId, isDue, next } of sources) {
          works.push({ isBusy: isDue && !isResting(sourceId), next })
        }
        after = sources.length < PAGE_SOURCES ? NO_SOURCE : (sources.at(-1)?.sourceId ?? NO_SOURCE)
      } while (after !== NO_SOURCE)
      return joinDueWork(works)
    },
  }
}
