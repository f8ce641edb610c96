import { AsyncLocalStorage } from "node:async_hooks"

import { SeededRandom } from "./seeded-random.ts"
import type { Trace } from "./trace.ts"

/** A hub's process. What it waits for never comes while it is paused, or once it is dead. */
export interface SimulatedProcess {
  readonly name: string
  state: "running" | "paused" | "dead"
}

export interface SimulatedTimer {
  readonly id: number
  /** Null: the network's, or the world's own. */
  readonly owner: SimulatedProcess | null
  readonly label: string
  atMs: number
  readonly everyMs: number | null
  readonly run: () => void
}

/** Monday morning: business days matter. */
export const START_MS = Date.UTC(2026, 2, 2, 8)
const DRAINS_MAX = 10_000

const current = new AsyncLocalStorage<{
  readonly world: SimulatedWorld
  readonly process: SimulatedProcess
}>()

/** Where the code that asks runs: undefined outside of every simulated process. */
export function currentProcess() {
  return current.getStore()
}

/** Time, timers and randomness of one run. Nothing in it moves by itself. */
export class SimulatedWorld {
  readonly trace: Trace
  /** What the seed decides to happen. */
  readonly choices: SeededRandom
  /** What the processes draw: ids, nonces, jitter. */
  readonly draws: SeededRandom
  /** How busy each thread seems, 0 to 1. */
  load = 0
  nowMs = START_MS
  readonly #timers = new Map<number, SimulatedTimer>()
  readonly #immediates: { owner: SimulatedProcess; run: () => void }[] = []
  #lastId = 0

  constructor(seed: number, trace: Trace) {
    this.trace = trace
    this.choices = new SeededRandom(seed, 1)
    this.draws = new SeededRandom(seed, 2)
  }

  /** Since the start of the run. */
  get elapsedMs(): number {
    return this.nowMs - START_MS
  }

  enter<Result>(process: SimulatedProcess, work: () => Result): Result {
    return current.run({ world: this, process }, work)
  }

  /** Counts whatever is told apart in a trace. */
  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  addTimer(
    owner: SimulatedProcess | null,
    timer: {
      readonly label: string
      readonly delayMs: number
      readonly repeats?: boolean
      readonly run: () => void
    },
  ): SimulatedTimer {
    const delayMs = Math.max(1, Math.ceil(timer.delayMs) || 1)
    const added = {
      id: this.nextId(),
      owner,
      label: timer.label,
      atMs: this.nowMs + delayMs,
      everyMs: timer.repeats === true ? delayMs : null,
      run: timer.run,
    }
    this.#timers.set(added.id, added)
    return added
  }

  removeTimer(id: number): void {
    this.#timers.delete(id)
  }

  addImmediate(owner: SimulatedProcess, run: () => void): void {
    this.#immediates.push({ owner, run })
  }

  dueTimers(): readonly SimulatedTimer[] {
    return [...this.#timers.values()].filter(
      ({ atMs, owner }) => atMs <= this.nowMs && (owner === null || owner.state === "running"),
    )
  }

  /** When the next timer of anybody who can hear it comes; infinite: never. */
  nextTimerMs(): number {
    let next = Infinity
    for (const { atMs, owner } of this.#timers.values()) {
      if (owner === null || owner.state === "running") next = Math.min(next, atMs)
    }
    return next
  }

  fire(timer: SimulatedTimer): void {
    // As after a machine's sleep: what was missed comes once.
    if (timer.everyMs === null) this.#timers.delete(timer.id)
    else timer.atMs = this.nowMs + timer.everyMs
    if (timer.owner === null) timer.run()
    else this.enter(timer.owner, timer.run)
  }

  kill(process: SimulatedProcess): void {
    process.state = "dead"
    for (const { id, owner } of this.#timers.values())
      if (owner === process) this.#timers.delete(id)
  }

  /** Until nothing is left that happens by itself: promises, ticks, immediates. */
  async drain(): Promise<void> {
    for (let turn = 0; turn < DRAINS_MAX; turn += 1) {
      await realTurn()
      await realTurn()
      const { length } = this.#immediates
      if (length === 0) return
      for (const { owner, run } of this.#immediates.splice(0, length)) {
        if (owner.state !== "dead") this.enter(owner, run)
      }
    }
    throw new Error("A process of the simulation never comes to rest.")
  }
}

const { setImmediate: realSetImmediate } = globalThis

function realTurn(): Promise<void> {
  return new Promise((resolve) => realSetImmediate(resolve))
}
