import type { Log } from "../log.ts"
import type { StopOrder } from "./messages.ts"
import { planRestart } from "./restart-pause.ts"
import type { WorkerEnd, WorkerProcess } from "./worker-process.ts"

export interface KeptWorkers {
  readonly all: () => readonly WorkerProcess[]
  /** One after another is replaced: the new one is ready before the old one is asked to stop. */
  replaceAll(): Promise<void>
  /** Stops all, and starts none again. */
  stop(order: StopOrder): Promise<void>
}

interface Place {
  worker: WorkerProcess | undefined
  failures: number
  restart: NodeJS.Timeout | undefined
}

/** A client uses a kept connection again within it, and learns then that it is the last time. */
const replacedIdleMs = 3_000
const NOT_FIRST = Promise.resolve(false)

/** Starts `count` workers, and each that dies again. Rejects where one of the first does not start. */
export async function keepWorkers(options: {
  readonly count: number
  readonly log: Log
  /** To begin when its turn comes; true for the first of all. */
  readonly start: (turn: Promise<boolean>) => WorkerProcess
  readonly onEnded: (worker: WorkerProcess) => void
}): Promise<KeptWorkers> {
  const { count, log, onEnded } = options
  const alive = new Set<WorkerProcess>()
  const places: readonly Place[] = Array.from({ length: count }, () => ({
    worker: undefined,
    failures: 0,
    restart: undefined,
  }))
  let isRunning = false
  let stopping = false
  let replacing: Promise<void> | undefined
  let isReplacedAgain = false

  function begin(place: Place, turn: Promise<boolean>): WorkerProcess {
    const worker = options.start(turn)
    alive.add(worker)
    worker.ready.then(
      () => log.info({ worker_pid: worker.pid }, "a worker is ready"),
      () => {},
    )
    void worker.ended.then((end) => {
      alive.delete(worker)
      onEnded(worker)
      if (!stopping && isRunning && place.worker === worker) beginAgain(place, worker, end)
    })
    return worker
  }

  function beginAgain(place: Place, worker: WorkerProcess, end: WorkerEnd): void {
    const livedMs = worker.readyAtMs === 0 ? 0 : performance.now() - worker.readyAtMs
    const { failures, pauseMs } = planRestart(place.failures, livedMs)
    place.failures = failures
    log.error(
      { worker_pid: worker.pid, ...end, lived_ms: Math.round(livedMs), pause_ms: pauseMs },
      "a worker ended by itself: it is started again",
    )
    place.worker = undefined
    place.restart = setTimeout(() => {
      place.restart = undefined
      place.worker = begin(place, NOT_FIRST)
    }, pauseMs)
  }

  async function replace(place: Place): Promise<void> {
    const old = place.worker
    // It died: what is started in its place is new anyway.
    if (old === undefined || stopping) return
    const next = begin(place, NOT_FIRST)
    await next.ready
    if (stopping) return
    place.worker = next
    place.failures = 0
    await old.stop({ drainMs: 0, idleMs: replacedIdleMs })
    log.info({ old_pid: old.pid, new_pid: next.pid }, "a worker was replaced")
  }

  async function replaceEach(): Promise<void> {
    do {
      isReplacedAgain = false
      for (const place of places) await replace(place)
    } while (isReplacedAgain && !stopping)
  }

  async function stop(order: StopOrder): Promise<void> {
    stopping = true
    for (const { restart } of places) clearTimeout(restart)
    await Promise.all([...alive].map((worker) => worker.stop(order)))
  }

  try {
    // All load at once. The first begins alone: it does what a start does once.
    let turn = Promise.resolve(true)
    const begun = places.map((place, index) => {
      const worker = begin(place, turn)
      place.worker = worker
      if (index === 0) turn = worker.ready.then(() => false)
      return worker.ready
    })
    await Promise.all(begun)
    isRunning = true
  } catch (error) {
    await stop({ drainMs: 0 })
    throw error
  }
  return {
    all: () => [...alive],
    async replaceAll() {
      isReplacedAgain = replacing !== undefined
      replacing ??= replaceEach()
        .catch((error: unknown) => {
          log.error({ err: error }, "a new worker does not start: the old ones go on")
        })
        .finally(() => (replacing = undefined))
      await replacing
    },
    stop,
  }
}
