import { PassThrough } from "node:stream"
import type { FastifyReply, FastifyRequest } from "fastify"

import type { TestWatch } from "../pipeline/endpoints/try-endpoint.ts"
import type { Hub } from "./hub.ts"
import { settleIdempotencyKey } from "./idempotency.ts"
import { LINES_TYPE, resultLine, wantsLines } from "./lines.ts"
import { codedError, problemFrom } from "./problem.ts"

/**
 * The answer of an endpoint's test: at its end, or, to who accepts `application/x-ndjson`, a line
 * for each step as it happens and the answer as the last of them, whatever it is. Who leaves before
 * the endpoint has answered leaves nothing behind: nobody would have seen what was made.
 */
export async function answerWatched<View>(
  hub: Pick<Hub, "pool" | "keyring" | "log">,
  call: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly status: number },
  work: (watch?: TestWatch) => Promise<View>,
): Promise<unknown> {
  const { request, reply, status } = call
  if (!wantsLines(request)) return reply.code(status).send(await work())

  const begunAt = performance.now()
  const key = request.heldKey
  request.heldKey = null
  const lines = new PassThrough()
  const left = new AbortController()
  reply.raw.once("close", () => left.abort())
  const tell = (line: object): void => {
    const at_ms = Math.round(performance.now() - begunAt)
    if (!left.signal.aborted) lines.write(`${JSON.stringify({ ...line, at_ms })}\n`)
  }

  const end = async (answer: { readonly status: number; readonly view: object }): Promise<void> => {
    const text = JSON.stringify(answer.view)
    await settleIdempotencyKey(hub, key, { status: answer.status, text }).catch((error: unknown) =>
      hub.log.warn({ err: error }, "an idempotent answer could not be kept"),
    )
    tell(resultLine(answer.status, answer.view))
    lines.end()
  }
  void work({ onStep: tell, signal: left.signal }).then(
    (view) => end({ status, view: view as object }),
    (error: unknown) => {
      const coded = codedError(error)
      if (coded.status >= 500 && !left.signal.aborted) {
        hub.log.error({ err: error, request_id: request.id }, "a request failed")
      }
      return end({ status: coded.status, view: problemFrom(coded) })
    },
  )
  return reply.type(LINES_TYPE).header("x-accel-buffering", "no").send(lines)
}
