import type { IncomingMessage, ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"

import { PaidoutError } from "../errors.ts"
import type { Log } from "../log.ts"
import { ECHO_LIMITS } from "../sandbox/echo/echo.ts"
import type { TakeEchoRequest } from "../sandbox/echo/take-echo-request.ts"
import type { SandboxAnswer } from "../sandbox/exchange.ts"
import type { Sandbox } from "../sandbox/sandbox.ts"
import { codedError, PROBLEM_TYPE, problemFrom } from "./problem.ts"
import { createBodyRoom, readBody, type HeldBytes } from "./read-body.ts"

const PREFIX = "/sandbox/"
/** In the place of a provider: the built-in receiver. */
const ECHO = "echo"
const bodyBytesMax = 4 * 1024 * 1024
const heldBytesMax = 64 * 1024 * 1024

export function isSandboxUrl(url: string | undefined): boolean {
  return url !== undefined && url.startsWith(PREFIX)
}

/**
 * `/sandbox/<provider>/…`: the vendors' own paths. It stands before the framework, because what a
 * provider answers to a wrong content type or an unknown path is that provider's, not ours.
 */
export function createSandboxHandler(hub: {
  readonly sandbox?: Pick<Sandbox, "handle">
  readonly takeEcho?: TakeEchoRequest | undefined
  readonly log: Log
}): (request: IncomingMessage, response: ServerResponse) => void {
  const room = createBodyRoom(heldBytesMax)
  const delayed = createDelays(ECHO_LIMITS.delayedMax)
  return (request, response) => {
    const { sandbox, takeEcho } = hub
    if (sandbox === undefined) {
      // Of what nobody waits for not a byte is held.
      request.resume()
      answerProblem(response, new PaidoutError("sandbox_off"), { connection: "close" })
      return
    }
    const held = room.enter()
    answer({ sandbox, takeEcho, delayed }, { request, response, held })
      .finally(() => held.leave())
      .catch((error: unknown) => {
        const coded = codedError(error)
        if (coded.status >= 500) hub.log.error({ err: error }, "the sandbox could not answer")
        const retryAfter = coded.detail["retry_after_seconds"]
        answerProblem(
          response,
          coded,
          typeof retryAfter === "number" ? { "retry-after": `${retryAfter}` } : undefined,
        )
      })
  }
}

interface Answering {
  readonly sandbox: Pick<Sandbox, "handle">
  readonly takeEcho: TakeEchoRequest | undefined
  readonly delayed: Delays
}

async function answer(
  { sandbox, takeEcho, delayed }: Answering,
  told: { request: IncomingMessage; response: ServerResponse; held: HeldBytes },
): Promise<void> {
  const { request, response, held } = told
  const body = await readBody(request, bodyBytesMax, held)
  if (body === "aborted") return
  if (body === "no_room") {
    answerProblem(response, new PaidoutError("unavailable"), { "retry-after": "5" })
    return
  }
  if (body === "too_large") {
    const error = new PaidoutError("body_too_large", `The sandbox takes ${bodyBytesMax} bytes.`)
    answerProblem(response, error)
    return
  }
  const url = new URL(request.url ?? "/", "http://sandbox.invalid")
  const [provider = "", ...rest] = url.pathname.slice(PREFIX.length).split("/")
  if (provider === ECHO && takeEcho !== undefined) {
    const [token = "", ...below] = rest
    const presented = {
      token,
      rest: (below.length === 0 ? "" : `/${below.join("/")}`) + url.search,
      method: request.method ?? "GET",
      headers: request.headersDistinct as Record<string, string[]>,
      body,
    }
    await answerEcho(response, await takeEcho(presented), { delayed, held })
    return
  }
  const answered = await sandbox.handle(provider, {
    method: request.method ?? "GET",
    path: `/${rest.join("/")}`,
    query: url.searchParams,
    headers: joined(request),
    body,
  })
  if (answered === null) {
    const detail = "The sandbox plays no such provider: the path is /sandbox/<provider>/…."
    answerProblem(response, new PaidoutError("not_found", detail))
  } else send(response, answered)
}

async function answerEcho(
  response: ServerResponse,
  answered: Awaited<ReturnType<TakeEchoRequest>>,
  { delayed, held }: { readonly delayed: Delays; readonly held: HeldBytes },
): Promise<void> {
  if (answered === null) {
    answerProblem(response, new PaidoutError("not_found", "There is no such receiver here."))
    return
  }
  // What waits holds nothing but its connection.
  held.leave()
  if (answered.delayMs > 0 && !(await delayed.wait(answered.delayMs, response))) return
  send(response, {
    status: answered.status,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: STATUSES_WITHOUT_BODY.has(answered.status) ? "" : answered.body,
  })
}

const STATUSES_WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304])

interface Delays {
  /** False: who asked is gone. @throws PaidoutError unavailable: too many wait already */
  wait(ms: number, response: ServerResponse): Promise<boolean>
}

function createDelays(max: number): Delays {
  let waiting = 0
  return {
    async wait(ms, response) {
      if (waiting >= max) throw new PaidoutError("unavailable")
      waiting += 1
      const gone = new AbortController()
      const leave = () => gone.abort()
      response.once("close", leave)
      try {
        await sleep(ms, undefined, { signal: gone.signal, ref: false })
        return true
      } catch {
        return false
      } finally {
        response.off("close", leave)
        waiting -= 1
      }
    },
  }
}

function joined(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [
      name,
      (values ?? []).join(", "),
    ]),
  )
}

function answerProblem(
  response: ServerResponse,
  error: PaidoutError,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(response, {
    status: error.status,
    headers: { "content-type": PROBLEM_TYPE, ...headers },
    body: JSON.stringify(problemFrom(error)),
  })
}

function send(response: ServerResponse, answered: SandboxAnswer): void {
  if (response.headersSent) return
  response.writeHead(answered.status, {
    ...answered.headers,
    "content-length": Buffer.byteLength(answered.body),
  })
  response.end(answered.body)
}
