import type { IncomingMessage, ServerResponse } from "node:http"

import { PaidoutError } from "../errors.ts"
import { idUuid } from "../ids.ts"
import type { WebhookHeaders } from "../providers/provider.ts"
import type { Hub } from "./hub.ts"
import { PROBLEM_TYPE, problemFrom } from "./problem.ts"
import { createRemoteAddress, type RemoteAddress } from "./remote-address.ts"
import { createBodyRoom, readBody, type HeldBytes } from "./read-body.ts"
import { watchTurns } from "./watch-turns.ts"

export const webhookBytesMax = 1024 * 1024
const headersMax = 200
/** Within the 5 s that a provider is promised, whatever hangs below. */
const answerWithinMs = 4_500
/**
 * Of many that may have waited longer than this the later ones are refused unread, which costs next
 * to nothing: so the thread gets through all that came, rather than answering each too late.
 */
const waitedMsMax = 2_000
const lateOnesMax = 256

/** Of all bodies that are being received and stored now: a flood of large ones is told to wait. */
const heldBytesMax = 192 * 1024 * 1024

export function isReceiveUrl(url: string | undefined): boolean {
  return url !== undefined && originForm(url).startsWith("/in/")
}

/** A request sent as to a proxy names the whole URL (RFC 9112, 3.2.2). */
function originForm(url: string): string {
  return url.startsWith("/") ? url : url.replace(/^https?:\/\/[^/?#]*/i, "")
}

/**
 * `POST /in/{source_id}`. It stands before the framework, because the content type, malformed or
 * missing ones included, must never decide: only the exact bytes and headers count.
 */
export function createReceiveHandler(
  hub: Hub,
): (request: IncomingMessage, response: ServerResponse) => void {
  const room = createBodyRoom(heldBytesMax)
  const turn = watchTurns()
  const remoteAddress = createRemoteAddress(hub.trustedProxyCidrs ?? [])
  return (request, response) => {
    if (request.method !== "POST") {
      request.resume()
      answer(response, 405, {
        headers: { allow: "POST", "content-type": "text/plain; charset=utf-8" },
        body: "This is where a provider sends its webhooks: it takes POST only.\n",
      })
      return
    }
    const { waitedMs, before } = turn()
    if (waitedMs > waitedMsMax && before >= lateOnesMax) {
      hub.metrics.received.inc({ provider: "unknown", outcome: "busy" })
      answerProblem(response, new PaidoutError("unavailable"), { "retry-after": "5" })
      return
    }
    const held = room.enter()
    receive(hub, { request, response, held, remoteAddress, waitedMs })
      .finally(() => held.leave())
      .catch((error: unknown) => {
        hub.log.error({ err: error }, "receiving failed")
        answerProblem(response, new PaidoutError("unavailable"), { "retry-after": "5" })
      })
  }
}

async function receive(
  hub: Hub,
  told: {
    readonly request: IncomingMessage
    readonly response: ServerResponse
    readonly held: HeldBytes
    readonly remoteAddress: RemoteAddress
    /** In its socket, before it was looked at. */
    readonly waitedMs: number
  },
): Promise<void> {
  const { request, response, held } = told
  const body = await readBody(request, webhookBytesMax, held)
  if (body === "aborted") return
  if (body === "no_room") {
    hub.metrics.received.inc({ provider: "unknown", outcome: "busy" })
    const headers = { "retry-after": "5", connection: "close" }
    answerProblem(response, new PaidoutError("unavailable"), headers)
    return
  }
  if (body === "too_large" || request.rawHeaders.length > headersMax * 2) {
    hub.metrics.received.inc({ provider: "unknown", outcome: "too_large" })
    const what = body === "too_large" ? `${webhookBytesMax} bytes` : `${headersMax} headers`
    const error = new PaidoutError("body_too_large", `A webhook has at most ${what}.`)
    answerProblem(response, error, { connection: "close" })
    return
  }
  const outcome = await withinTime(
    hub.receiver.receive({
      sourceId: sourceIdOf(request.url ?? ""),
      headers: request.headersDistinct as WebhookHeaders,
      body,
      remoteAddress: told.remoteAddress(request),
    }),
    Math.max(answerWithinMs - told.waitedMs, 500),
  )
  switch (outcome.outcome) {
    case "accepted": {
      const { status, contentType, body: text } = outcome.acknowledgement
      answer(response, status, { headers: { "content-type": contentType }, body: text })
      return
    }
    case "refused":
      answerProblem(
        response,
        new PaidoutError("authentication_refused", outcome.hint, {
          detail: { reason: outcome.reason, hint: outcome.hint },
        }),
      )
      return
    case "source_unknown":
      answerProblem(response, new PaidoutError("source_unknown"))
      return
    case "busy":
      answerProblem(response, new PaidoutError("unavailable"), {
        "retry-after": String(outcome.retryAfterSeconds),
      })
      return
    default:
      outcome satisfies never
  }
}

/** `/in/src_…`, with or without a slash at its end or a query behind it. */
function sourceIdOf(url: string): string | undefined {
  const path = originForm(url)
    .slice("/in/".length)
    .replace(/[?#].*$/s, "")
  return idUuid("source", path.replace(/\/$/, ""))
}

function withinTime<Outcome>(
  work: Promise<Outcome>,
  timeoutMs: number,
): Promise<Outcome | { readonly outcome: "busy"; readonly retryAfterSeconds: number }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve({ outcome: "busy", retryAfterSeconds: 5 }), timeoutMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function answerProblem(
  response: ServerResponse,
  error: PaidoutError,
  headers: Readonly<Record<string, string>> = {},
): void {
  answer(response, error.status, {
    headers: { ...headers, "content-type": PROBLEM_TYPE },
    body: JSON.stringify(problemFrom(error)),
  })
}

function answer(
  response: ServerResponse,
  status: number,
  content: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): void {
  if (response.headersSent) return
  response.writeHead(status, {
    ...content.headers,
    "content-length": Buffer.byteLength(content.body),
  })
  response.end(content.body)
}
