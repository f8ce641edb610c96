import { setTimeout as sleep } from "node:timers/promises"
import { SingleBar } from "cli-progress"
import { CommandFailure } from "./exit.ts"
import type { HubClient } from "./hub-client.ts"
import type { Terminal } from "./terminal.ts"

const LOOK_EVERY_MS = 500
/** Without a terminal that can be drawn on. */
const LINE_EVERY_MS = 5_000
/** Looks in a row that nobody answered. */
const FAILURES_MAX = 60

/** What the hub does in the background, as one that watches it sees it. */
export interface WatchedJob<Job> {
  readonly begun: Job
  /** Where the hub tells how it stands. */
  readonly route: string
  isOver(job: Job): boolean
  text(job: Job): string
  /** How far it has come. */
  part(job: Job): { readonly done: number; readonly total: number }
  /** Ctrl-C: the job goes on. */
  stopped(): CommandFailure
}

/**
 * Shows how far a job has come until it is over: a bar on a terminal, else a line now and then. Returns
 * how it stands then.
 * @throws CommandFailure on Ctrl-C
 */
export async function watchJob<Job>(
  terminal: Terminal,
  hub: HubClient,
  watched: WatchedJob<Job>,
): Promise<Job> {
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<"interrupted">()
  const stopListening = terminal.onInterrupt(() => interrupt("interrupted"))
  const { screen } = terminal
  const progress = screen === null ? lines(terminal, watched) : bar(screen, watched)
  try {
    let job = watched.begun
    let failures = 0
    while (!watched.isOver(job)) {
      progress.show(job)
      const woken = await Promise.race([sleep(LOOK_EVERY_MS), interrupted])
      if (woken === "interrupted") throw watched.stopped()
      try {
        job = await hub.get<Job>(watched.route)
        failures = 0
      } catch (error) {
        // A hub that restarts goes on with it.
        failures += 1
        if (isRefusal(error) || failures > FAILURES_MAX) throw error
      }
    }
    progress.show(job)
    return job
  } finally {
    stopListening()
    progress.stop()
  }
}

interface Progress<Job> {
  show(job: Job): void
  stop(): void
}

function bar<Job>(screen: NodeJS.WritableStream, watched: WatchedJob<Job>): Progress<Job> {
  const drawn = new SingleBar({
    stream: screen,
    format: "{bar} {percentage} %  {text}",
    barsize: 30,
    hideCursor: true,
    gracefulExit: false,
  })
  drawn.start(watched.part(watched.begun).total, 0, { text: watched.text(watched.begun) })
  return {
    show(job) {
      const { done, total } = watched.part(job)
      drawn.setTotal(total)
      drawn.update(done, { text: watched.text(job) })
    },
    stop: () => drawn.stop(),
  }
}

function lines<Job>(terminal: Terminal, watched: WatchedJob<Job>): Progress<Job> {
  let writtenAtMs = performance.now()
  return {
    show(job) {
      const nowMs = performance.now()
      if (nowMs - writtenAtMs < LINE_EVERY_MS) return
      writtenAtMs = nowMs
      terminal.writeError(`${watched.text(job)}\n`)
    },
    stop() {},
  }
}

/** The API said no; without a code nobody answered. */
function isRefusal(error: unknown): boolean {
  return !(error instanceof CommandFailure) || error.code !== undefined
}
