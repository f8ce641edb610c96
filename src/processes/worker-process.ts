import cluster, { type Worker } from "node:cluster"

import { ERRORS, PaidoutError, type ErrorCode } from "../errors.ts"
import type { MetricsSnapshot } from "../metrics-snapshot.ts"
import type { BeginOrder, StopOrder, ToParent, ToWorker } from "./messages.ts"

/** A worker as its parent sees it. */
export interface WorkerProcess {
  readonly id: number
  readonly pid: number
  /** Where it listens. Rejects when it does not start, with the coded error that it told. */
  readonly ready: Promise<string>
  readonly ended: Promise<WorkerEnd>
  /** Is it at work: ready, and not asked to stop? */
  readonly isAtWork: boolean
  /** When it became ready, as performance.now() tells it. */
  readonly readyAtMs: number
  send(message: ToWorker): void
  /** What it counted; undefined where it does not say soon. */
  snapshot(): Promise<MetricsSnapshot | undefined>
  /** Resolves when it has ended; it is killed when that takes too long. */
  stop(order: StopOrder): Promise<void>
}

export interface WorkerEnd {
  readonly code: number | null
  readonly signal: string | null
}

/** Its own bound for stopping is 20 s; what comes after is killed. */
const stopMsMax = 25_000
const snapshotMsMax = 2_000
/** A worker whose thread does not come round says nothing: after a minute it is killed. */
const askEveryMs = 5_000
const unansweredMax = 12
const snapshotQuestionsMax = 1_000_000

/** It loads at once, and begins when `begin` says how. */
export function startWorkerProcess(
  begin: Promise<BeginOrder>,
  hear: {
    readonly wantTotals: (worker: WorkerProcess, question: number) => void
    readonly lastSnapshot: (worker: WorkerProcess, snapshot: MetricsSnapshot) => void
    readonly hangs: (worker: WorkerProcess) => void
  },
): WorkerProcess {
  const child = cluster.fork()
  const ready = Promise.withResolvers<string>()
  const ended = Promise.withResolvers<WorkerEnd>()
  const questions = new Map<number, (snapshot: MetricsSnapshot) => void>()
  let lastQuestion = 0
  let isAtWork = false
  let readyAtMs = 0
  let unanswered = 0
  ready.promise.catch(() => {})

  function ask(): Promise<MetricsSnapshot | undefined> {
    const question = (lastQuestion = (lastQuestion % snapshotQuestionsMax) + 1)
    return new Promise((resolve) => {
      const end = (snapshot?: MetricsSnapshot) => {
        clearTimeout(timer)
        questions.delete(question)
        resolve(snapshot)
      }
      const timer = setTimeout(end, snapshotMsMax)
      questions.set(question, end)
      void ended.promise.then(() => end())
      say(child, { kind: "tell_snapshot", question })
    })
  }

  const watching = setInterval(() => {
    if (!isAtWork) return
    unanswered += 1
    if (unanswered > unansweredMax) {
      hear.hangs(worker)
      child.process.kill("SIGKILL")
    } else say(child, { kind: "are_you_there" })
  }, askEveryMs)

  const worker: WorkerProcess = {
    id: child.id,
    pid: child.process.pid ?? 0,
    ready: ready.promise,
    ended: ended.promise,
    get isAtWork() {
      return isAtWork
    },
    get readyAtMs() {
      return readyAtMs
    },
    send: (message) => say(child, message),
    snapshot: ask,
    async stop(order) {
      isAtWork = false
      say(child, { kind: "stop", stop: order })
      const timer = setTimeout(
        () => child.process.kill("SIGKILL"),
        order.drainMs + (order.idleMs ?? 0) + stopMsMax,
      )
      await ended.promise
      clearTimeout(timer)
    },
  }

  child.on("message", (message: ToParent) => {
    unanswered = 0
    switch (message.kind) {
      case "loaded":
        // Where its turn never comes, all are stopped.
        begin.then(
          (order) => say(child, { kind: "begin", begin: order }),
          () => {},
        )
        return
      case "ready":
        isAtWork = true
        readyAtMs = performance.now()
        return ready.resolve(message.url)
      case "failed":
        return ready.reject(errorOf(message))
      case "stopping":
        isAtWork = false
        return
      case "here":
        return
      case "snapshot":
        return questions.get(message.question)?.(message.snapshot)
      case "last_snapshot":
        return hear.lastSnapshot(worker, message.snapshot)
      case "want_totals":
        return hear.wantTotals(worker, message.question)
      default:
        message satisfies never
    }
  })
  child.on("error", () => {})
  child.on("exit", (code: number | null, signal: string | null) => {
    isAtWork = false
    clearInterval(watching)
    ended.resolve({ code, signal })
    ready.reject(new Error(`A worker ended with ${signal ?? code} before it was ready.`))
  })
  return worker
}

/** One that is just ending does not hear it any more. */
function say(child: Worker, message: ToWorker): void {
  if (child.isConnected()) child.send(message, () => {})
}

function errorOf(told: { readonly code: string | null; readonly message: string }): Error {
  const { code, message } = told
  if (code !== null && Object.hasOwn(ERRORS, code)) {
    return new PaidoutError(code as ErrorCode, message)
  }
  return new Error(message)
}
