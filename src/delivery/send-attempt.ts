import type { Dispatcher } from "undici"

import { attemptCauseOf, type AttemptCause } from "./attempt-cause.ts"
import type { TellStep } from "./attempt-step.ts"
import type { GuardedAgent } from "./guarded-agent.ts"
import { retryAfterMs } from "./retry-delay.ts"

/** One try at an endpoint. `origin` and `path` are the parts of its URL. */
export interface AttemptRequest {
  readonly origin: string
  readonly path: string
  /** Name, value, name, value, … */
  readonly headers: readonly string[]
  readonly body: Buffer
  /** Nothing is added to the headers. */
  readonly isWhole?: boolean
  /** For all of it: connecting, headers and body. */
  readonly timeoutMs: number
  /** Somebody looks on: it gets a connection of its own, and each step is told as it happens. */
  readonly onStep?: TellStep | undefined
}

/** What came of it. A failure is data, never an exception. */
export interface AttemptResult {
  readonly outcome: "success" | "failure"
  readonly responseStatus: number | null
  /** Without those that only concern the connection; null when none is left. */
  readonly responseHeaders: Readonly<Record<string, string>> | null
  /** The first 16 KiB. */
  readonly responseBody: Buffer | null
  /** Null exactly when the outcome is success. */
  readonly cause: AttemptCause | null
  readonly error: string | null
  readonly durationMs: number
  readonly retryAfterMs: number | null
}

export interface AttemptSender {
  send(request: AttemptRequest): Promise<AttemptResult>
  /** How many attempts are under way. */
  readonly running: number
  /** Ends what is under way and closes all connections. */
  close(): Promise<void>
}

export const RESPONSE_BODY_BYTES_MAX = 16_384
const RESPONSE_HEADERS_MAX = 64
const RESPONSE_HEADER_CHARACTERS_MAX = 8_192
const ERROR_CHARACTERS_MAX = 500
/** Answers before the answer (1xx), which a client has to read over. */
const INFORMATIONAL_MAX = 20
const DEADLINE_SWEEP_MS = 50

/** They describe the connection or the length of the body, and would be stored per attempt. */
const CONNECTION_HEADERS = new Set([
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "transfer-encoding",
])

/** One sweep over the running attempts keeps their deadlines: no timer per attempt. */
export function createAttemptSender(
  agent: GuardedAgent,
  options: { readonly userAgent: string },
): AttemptSender {
  const running = new Set<Attempt>()
  const fixedHeaders = [
    "user-agent",
    options.userAgent,
    "accept",
    "*/*",
    "accept-encoding",
    "identity",
  ]
  const sweep = setInterval(() => {
    const now = performance.now()
    for (const attempt of running) attempt.endIfLate(now)
  }, DEADLINE_SWEEP_MS)
  sweep.unref()

  return {
    send(request) {
      return new Promise((resolve) => {
        const { onStep } = request
        const attempt = new Attempt(request, (result) => {
          running.delete(attempt)
          resolve(result)
        })
        running.add(attempt)
        const asked = {
          origin: request.origin,
          path: request.path,
          method: "POST",
          headers:
            request.isWhole === true
              ? [...request.headers]
              : withDefaults(request.headers, fixedHeaders),
          body: request.body,
        }
        try {
          if (onStep === undefined) agent.dispatch(asked, attempt)
          else agent.dispatchWatched(asked, attempt, onStep)
        } catch (error) {
          attempt.fail(error)
        }
      })
    },
    get running() {
      return running.size
    },
    async close() {
      clearInterval(sweep)
      for (const attempt of running) attempt.fail(new Error("Paidout is stopping."))
      await agent.destroy()
    },
  }
}

/** Collects one response for undici and resolves once, at the first of end, error and deadline. */
class Attempt implements Dispatcher.DispatchHandler {
  readonly #startedAt = performance.now()
  readonly #deadline: number
  readonly #request: AttemptRequest
  readonly #done: (result: AttemptResult) => void
  #controller: Dispatcher.DispatchController | undefined
  #finished = false
  #status: number | null = null
  #headers: Readonly<Record<string, string>> | null = null
  #retryAfterMs: number | null = null
  #informational = 0
  readonly #chunks: Buffer[] = []
  #bytes = 0

  constructor(request: AttemptRequest, done: (result: AttemptResult) => void) {
    this.#request = request
    this.#deadline = this.#startedAt + request.timeoutMs
    this.#done = done
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // The deadline may pass while it still connects; then nothing is sent.
    if (this.#finished) controller.abort(new Error("too late"))
  }

  onRequestSent(): void {
    const { onStep, body } = this.#request
    onStep?.({ step: "sent", body_bytes: body.length })
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) {
      this.#informational += 1
      if (this.#informational > INFORMATIONAL_MAX) {
        this.#finish("protocol", `The endpoint answered ${status} over and over.`)
        controller.abort(new Error("too many informational answers"))
      }
      return
    }
    this.#status = status
    this.#headers = keptHeaders(headers)
    const retryAfter = headers["retry-after"]
    if (typeof retryAfter === "string") {
      this.#retryAfterMs = retryAfterMs(status, retryAfter, Date.now())
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#finished) return
    const room = RESPONSE_BODY_BYTES_MAX - this.#bytes
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk
    // A copy: the chunk is part of the connection's read buffer.
    this.#chunks.push(Buffer.from(kept))
    this.#bytes += kept.length
    if (chunk.length > room) {
      this.#finishByStatus()
      controller.abort(new Error("enough of the response was read"))
    }
  }

  onResponseEnd(): void {
    this.#finishByStatus()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error)
  }

  endIfLate(now: number): void {
    if (now < this.#deadline) return
    this.#finish("timeout", `No whole answer within ${this.#request.timeoutMs} ms.`)
    this.#controller?.abort(new Error("timeout"))
  }

  fail(error: unknown): void {
    this.#finish(attemptCauseOf(error), error instanceof Error ? error.message : String(error))
  }

  #finishByStatus(): void {
    const status = this.#status ?? 0
    if (status >= 200 && status < 300) return this.#finish(null, null)
    const cause = status === 410 ? "gone" : status >= 300 && status < 400 ? "redirect" : "status"
    this.#finish(cause, `The endpoint answered ${status}.`)
  }

  #finish(cause: AttemptCause | null, error: string | null): void {
    if (this.#finished) return
    this.#finished = true
    this.#done({
      outcome: cause === null ? "success" : "failure",
      responseStatus: this.#status,
      responseHeaders: this.#headers,
      responseBody: this.#bytes === 0 ? null : Buffer.concat(this.#chunks),
      cause,
      error: error === null ? null : error.slice(0, ERROR_CHARACTERS_MAX),
      durationMs: Math.round(performance.now() - this.#startedAt),
      retryAfterMs: this.#retryAfterMs,
    })
  }
}

/** A header that the request has itself is not sent twice: a provider's dialect may say `accept`. */
function withDefaults(given: readonly string[], defaults: readonly string[]): string[] {
  const names = new Set<string>()
  for (let at = 0; at < given.length; at += 2) names.add((given[at] ?? "").toLowerCase())
  const missing = defaults.filter((_, at) => !names.has(defaults[at - (at % 2)] ?? ""))
  return [...given, ...missing]
}

/** At most 64 headers and 8 KiB of them. */
function keptHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> | null {
  const kept: Record<string, string> = {}
  let count = 0
  let characters = 0
  for (const name in headers) {
    if (CONNECTION_HEADERS.has(name)) continue
    const value = headers[name]
    const text = Array.isArray(value) ? value.join(", ") : (value ?? "")
    characters += name.length + text.length
    if (count === RESPONSE_HEADERS_MAX || characters > RESPONSE_HEADER_CHARACTERS_MAX) break
    kept[name] = text
    count += 1
  }
  return count === 0 ? null : kept
}
