import type { IncomingMessage, ServerResponse } from "node:http"

import { PaidoutError } from "../errors.ts"
import type { Log } from "../log.ts"
import type { SandboxAnswer } from "../sandbox/exchange.ts"
import type { Sandbox } from "../sandbox/sandbox.ts"
import { codedError, PROBLEM_TYPE, problemFrom } from "./problem.ts"
import { createBodyRoom, readBody, type HeldBytes } from "./read-body.ts"

const PREFIX = "/sandbox/"
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
  readonly log: Log
}): (request: IncomingMessage, response: ServerResponse) => void {
  const room = createBodyRoom(heldBytesMax)
  return (request, response) => {
    const { sandbox } = hub
    if (sandbox === undefined) {
      // Of what nobody waits for not a byte is held.
      request.resume()
      answerProblem(response, new PaidoutError("sandbox_off"), { connection: "close" })
      return
    }
    const held = room.enter()
    answer(sandbox, { request, response, held })
      .finally(() => held.leave())
      .catch((error: unknown) => {
        hub.log.error({ err: error }, "the sandbox could not answer")
        answerProblem(response, codedError(error))
      })
  }
}

async function answer(
  sandbox: Pick<Sandbox, "handle">,
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
