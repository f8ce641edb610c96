import type { Dispatcher } from "undici"

import type { CallVendor, VendorReply, VendorRequest } from "../vendor-call.ts"
import { CREDENTIAL_HEADERS, hideCredentials, type Hide } from "./hide-credentials.ts"

export interface VendorCaller {
  readonly call: CallVendor
  /** Ends what is under way; the connections are the dispatcher's. */
  close(): void
}

export interface VendorCallerOptions {
  /**
   * Connects to checked addresses only and bounds headers, as the guarded agent of deliveries does.
   * Its own bound on an answer must leave room for `bodyBytesMax`.
   */
  readonly dispatch: Dispatch
  readonly userAgent: string
  /** For all of it: connecting, headers and body. */
  readonly timeoutMs?: number
  readonly bodyBytesMax?: number
}

/** undici's part that asking needs. */
export type Dispatch = (
  options: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler,
) => boolean

const TIMEOUT_MS = 30_000
const BODY_BYTES_MAX = 8 * 1024 * 1024
const HEADERS_MAX = 64
const HEADER_CHARACTERS_MAX = 8_192
const DETAIL_CHARACTERS_MAX = 300
/** Answers before the answer (1xx), which a client has to read over. */
const INFORMATIONAL_MAX = 20

/** Asks over HTTP, one question at a time. Whatever a server does to us, it is a value. */
export function createVendorCaller(options: VendorCallerOptions): VendorCaller {
  const { dispatch, timeoutMs = TIMEOUT_MS, bodyBytesMax = BODY_BYTES_MAX } = options
  const defaults = {
    "user-agent": options.userAgent,
    accept: "application/json",
    // A packed answer would be bounded before it is unpacked, and stored packed.
    "accept-encoding": "identity",
  }
  const running = new Set<Exchange>()
  return {
    call(request) {
      const hide = hideCredentials(request.headers)
      const url = URL.parse(request.url)
      if (url === null || !/^https?:$/.test(url.protocol)) {
        const detail = "The address of the provider's API is no HTTP URL."
        return Promise.resolve({ outcome: "failed", finding: "unreachable", detail })
      }
      return new Promise((resolve) => {
        const path = url.pathname + url.search
        const exchange = new Exchange(
          { method: request.method, path: hide(path), hide, timeoutMs, bodyBytesMax },
          (reply) => {
            running.delete(exchange)
            resolve(reply)
          },
        )
        running.add(exchange)
        try {
          dispatch(
            {
              origin: url.origin,
              path,
              method: request.method,
              headers: { ...defaults, ...request.headers },
              body: request.body ?? null,
            },
            exchange,
          )
        } catch (error) {
          exchange.fail(error)
        }
      })
    },
    close() {
      for (const exchange of running) exchange.fail(new Error("Paidout is stopping."))
    },
  }
}

interface ExchangeOptions {
  readonly method: VendorRequest["method"]
  readonly path: string
  readonly hide: Hide
  readonly timeoutMs: number
  readonly bodyBytesMax: number
}

/** Collects one answer for undici and is done once: at the first of end, error and deadline. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions
  readonly #done: (reply: VendorReply) => void
  readonly #deadline: NodeJS.Timeout
  #controller: Dispatcher.DispatchController | undefined
  #finished = false
  #informational = 0
  #status = 0
  #headers: Readonly<Record<string, string>> = {}
  readonly #chunks: Buffer[] = []
  #bytes = 0

  constructor(options: ExchangeOptions, done: (reply: VendorReply) => void) {
    this.#options = options
    this.#done = done
    const { timeoutMs } = options
    this.#deadline = setTimeout(() => {
      this.#failAs("timeout", `There was no whole answer within ${timeoutMs} ms.`)
    }, timeoutMs).unref()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // The deadline may pass while it still connects; then nothing is sent.
    if (this.#finished) controller.abort(new Error("too late"))
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) {
      this.#informational += 1
      if (this.#informational > INFORMATIONAL_MAX) {
        this.#failAs("unreachable", `The server answered ${status} over and over.`)
      }
      return
    }
    this.#status = status
    this.#headers = keptHeaders(headers, this.#options.hide)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#finished) return
    this.#bytes += chunk.length
    if (this.#bytes > this.#options.bodyBytesMax) return this.#failTooLarge()
    // A copy: the chunk is part of the connection's read buffer.
    this.#chunks.push(Buffer.from(chunk))
  }

  onResponseEnd(): void {
    const { method, path } = this.#options
    const body = Buffer.concat(this.#chunks)
    const answer = { method, path, status: this.#status, headers: this.#headers, body }
    this.#finish({ outcome: "answered", answer })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error)
  }

  fail(error: unknown): void {
    this.#failAs(findingOf(error), messageOf(error))
  }

  #failTooLarge(): void {
    const { bodyBytesMax } = this.#options
    this.#failAs("answer_too_large", `The answer has more than ${bodyBytesMax} bytes.`)
  }

  #failAs(finding: Failed["finding"], detail: string): void {
    const shown = this.#options.hide(detail).slice(0, DETAIL_CHARACTERS_MAX).toWellFormed()
    if (!this.#finish({ outcome: "failed", finding, detail: shown })) return
    this.#controller?.abort(new Error(finding))
  }

  #finish(reply: VendorReply): boolean {
    if (this.#finished) return false
    this.#finished = true
    clearTimeout(this.#deadline)
    this.#done(reply)
    return true
  }
}

type Failed = Extract<VendorReply, { outcome: "failed" }>

const FINDING_OF_CODE: Readonly<Record<string, Failed["finding"]>> = {
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_HEADERS_OVERFLOW: "answer_too_large",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "answer_too_large",
}

function findingOf(error: unknown): Failed["finding"] {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined
  return (typeof code === "string" ? FINDING_OF_CODE[code] : undefined) ?? "unreachable"
}

/** Several addresses tried: the first says as much as any, the sum of them says nothing. */
function messageOf(error: unknown): string {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined
  if (inner instanceof Error) return messageOf(inner)
  return error instanceof Error ? error.message || error.name : String(error)
}

/** Without those that hold a credential; at most 64 and 8 KiB of them. */
function keptHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  hide: Hide,
): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {}
  let count = 0
  let characters = 0
  for (const [name, value] of Object.entries(headers)) {
    if (CREDENTIAL_HEADERS.has(name)) continue
    const text = Array.isArray(value) ? value.join(", ") : (value ?? "")
    if (hide(text) !== text) continue
    characters += name.length + text.length
    count += 1
    if (count > HEADERS_MAX || characters > HEADER_CHARACTERS_MAX) break
    kept[name] = text
  }
  return kept
}
