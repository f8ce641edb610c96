import { createHash } from "node:crypto"

import type {
  AttemptRequest,
  AttemptResult,
  AttemptSender,
} from "../../src/delivery/send-attempt.ts"
import type { SimulatedProcess, SimulatedWorld } from "./simulated-world.ts"

export interface SimulatedEndpoint {
  readonly id: string
  readonly url: string
  readonly isOrdered: boolean
  mood: EndpointMood
}

export type EndpointMood = "well" | "shaky" | "down" | "gone"

/** One request that was sent to an endpoint. */
export interface SentRequest {
  readonly endpointId: string
  /** Of the event. */
  readonly webhookId: string
  readonly bodyHash: string
  readonly by: SimulatedProcess
  /** It was read, and a 2xx was on its way. */
  readonly wasAccepted: boolean
  /** The process that sent it heard how it ended. */
  wasHeard: boolean
}

const ANSWERS = {
  well: { ok: 1, refused: 0, hang: 0, reset: 0, limited: 0, gone: 0 },
  shaky: { ok: 10, refused: 3, hang: 1, reset: 3, limited: 1, gone: 0 },
  down: { ok: 0, refused: 3, hang: 2, reset: 2, limited: 0, gone: 0 },
  gone: { ok: 0, refused: 0, hang: 0, reset: 0, limited: 0, gone: 1 },
} as const satisfies Record<EndpointMood, object>
const ANSWER_MS_MAX = 600

/** The merchant's own services, and the network before them. */
export class SimulatedEndpoints {
  readonly endpoints: SimulatedEndpoint[] = []
  readonly sent: SentRequest[] = []
  isHealed = false
  readonly #world: SimulatedWorld

  constructor(world: SimulatedWorld) {
    this.#world = world
  }

  /** How one process of the hub reaches them. */
  senderOf(process: SimulatedProcess): AttemptSender {
    let running = 0
    return {
      send: (request) =>
        new Promise((resolve) => {
          running += 1
          const { result, accepted, what } = this.#answer(request)
          const sent = this.#note(process, request, accepted)
          this.#world.trace.note(
            `  ${process.name} sends ${sent.webhookId} to ${request.origin}: ${what}`,
          )
          this.#world.addTimer(process, {
            label: `answer ${what}`,
            delayMs: result.durationMs,
            run() {
              running -= 1
              sent.wasHeard = true
              resolve(result)
            },
          })
        }),
      get running() {
        return running
      },
      close: () => Promise.resolve(),
    }
  }

  #note(by: SimulatedProcess, request: AttemptRequest, wasAccepted: boolean): SentRequest {
    const at = request.headers.findIndex((text) => text.toLowerCase() === "webhook-id")
    const endpoint = this.#find(request)
    const sent = {
      endpointId: endpoint.id,
      webhookId: request.headers[at + 1] ?? "",
      bodyHash: createHash("sha256").update(request.body).digest("hex").slice(0, 12),
      ...{ by, wasAccepted, wasHeard: false },
    }
    this.sent.push(sent)
    return sent
  }

  #find({ origin }: AttemptRequest): SimulatedEndpoint {
    const found = this.endpoints.find(({ url }) => new URL(url).origin === origin)
    if (found === undefined) throw new Error(`Nobody is at ${origin}.`)
    return found
  }

  #answer(request: AttemptRequest): {
    result: AttemptResult
    accepted: boolean
    what: string
  } {
    const { choices } = this.#world
    const mood = this.isHealed ? "well" : this.#find(request).mood
    const durationMs = choices.integer(1, ANSWER_MS_MAX)
    switch (choices.weighted(ANSWERS[mood])) {
      case "ok":
        return { result: answered(200, durationMs), accepted: true, what: "200" }
      case "refused":
        return { result: answered(500, durationMs), accepted: false, what: "500" }
      case "gone":
        return { result: answered(410, durationMs), accepted: false, what: "410" }
      case "limited": {
        const result = {
          ...answered(429, durationMs),
          retryAfterMs: choices.integer(1, 90) * 1_000,
        }
        return { result, accepted: false, what: "429" }
      }
      case "hang":
        return {
          result: unanswered("timeout", request.timeoutMs),
          ...{ accepted: choices.chance(0.5), what: "hangs" },
        }
      case "reset":
        return {
          result: unanswered("connection_reset", durationMs),
          ...{ accepted: choices.chance(0.5), what: "reset" },
        }
    }
  }
}

function answered(status: number, durationMs: number): AttemptResult {
  const isSuccess = status < 300
  return {
    outcome: isSuccess ? "success" : "failure",
    responseStatus: status,
    responseHeaders: null,
    responseBody: Buffer.from("{}"),
    cause: isSuccess ? null : status === 410 ? "gone" : "status",
    error: isSuccess ? null : `The endpoint answered ${status}.`,
    durationMs,
    retryAfterMs: null,
  }
}

function unanswered(cause: "timeout" | "connection_reset", durationMs: number): AttemptResult {
  return {
    outcome: "failure",
    responseStatus: null,
    responseHeaders: null,
    responseBody: null,
    cause,
    error: `No answer: ${cause}.`,
    durationMs,
    retryAfterMs: null,
  }
}
