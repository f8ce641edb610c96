import type { IncomingMessage, ServerResponse } from "node:http"
import type { SeededRandom } from "../seeded-random.ts"

/** What an endpoint does with a delivery. */
export type Behaviour = (delivery: {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Resolves when its body was read. */
  readonly whole: Promise<void>
  readonly random: SeededRandom
}) => Promise<void>

const GOOD: Behaviour = async ({ response, whole }) => {
  await whole
  response.writeHead(200, { "content-length": "0" }).end()
}

/** Takes two of three. */
const FLAKY: Behaviour = async ({ response, whole, random }) => {
  await whole
  const status = random.chance(0.65) ? 204 : random.pick([500, 502, 503, 404, 301])
  response.writeHead(status, status === 204 ? {} : { "content-length": "0" }).end()
}

/** Takes everything, and says so to one in ten. */
const HANGING: Behaviour = async ({ response, whole, random }) => {
  await whole
  if (random.chance(0.1)) response.writeHead(200, { "content-length": "0" }).end()
}

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"

const LIES: readonly [Behaviour, ...Behaviour[]] = [
  // Says that it has it, and has not read it.
  async ({ request }) => {
    request.pause()
    request.socket.end(OK)
  },
  // Has it, and says nothing.
  async ({ request, whole }) => {
    await whole
    request.socket.resetAndDestroy()
  },
  // Answers twice.
  async ({ request, whole }) => {
    await whole
    request.socket.write(OK + OK)
  },
  // Half an answer.
  async ({ request, whole }) => {
    await whole
    request.socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
  },
  // No HTTP at all.
  async ({ request, whole }) => {
    await whole
    request.socket.end("220 mail.example ESMTP\r\n")
  },
  GOOD,
]

const LYING: Behaviour = (delivery) => delivery.random.pick(LIES)(delivery)

export const BEHAVIOURS = { good: GOOD, flaky: FLAKY, hanging: HANGING, lying: LYING } as const
