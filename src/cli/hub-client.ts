import { readFileSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { readConfig } from "../config.ts"
import { CommandFailure, EXIT } from "./exit.ts"
import type { Terminal } from "./terminal.ts"

/** Registering an endpoint waits up to 30 s for its answer; nothing takes longer. */
const ANSWER_TIMEOUT_MS = 60_000
/** An archive takes as long as it is large. */
const DOWNLOAD_TIMEOUT_MS = 600_000
/** For a hub that says it is called too often. */
const WAITS_MAX = 20
const WAIT_SECONDS_MAX = 10

export interface HubClient {
  readonly baseUrl: string
  /** The answer as the API gave it. @throws CommandFailure with the API's code. */
  get<Answer>(route: string, query?: Readonly<Record<string, string | undefined>>): Promise<Answer>
  /** The answer's text, where it is no JSON. */
  getText(route: string): Promise<string>
  post<Answer>(route: string, body: object): Promise<Answer>
  /** Lines, as `application/x-ndjson`. */
  postLines<Answer>(route: string, lines: Uint8Array): Promise<Answer>
  /** The answer's bytes as they come. */
  download(route: string): Promise<ReadableStream<Uint8Array>>
  put<Answer>(route: string, body: object): Promise<Answer>
  patch<Answer>(route: string, body: object): Promise<Answer>
  delete(route: string): Promise<void>
}

/** The running hub, by PAIDOUT_URL, else HOST and PORT. Nothing is sent yet. */
export function connectHub(terminal: Terminal): HubClient {
  const baseUrl = hubUrl(terminal)
  const headers = { authorization: `Bearer ${apiKey(terminal)}`, accept: "application/json" }
  return {
    baseUrl,
    get: (route, query = {}) => {
      const url = new URL(baseUrl + route)
      for (const [name, value] of Object.entries(query)) {
        if (value !== undefined) url.searchParams.set(name, value)
      }
      return call(url, { headers })
    },
    getText: (route) => text(new URL(baseUrl + route), { headers: { ...headers, accept: "*/*" } }),
    post: (route, body) => send("POST", route, body),
    postLines: (route, lines) =>
      call(new URL(baseUrl + route), {
        method: "POST",
        headers: { ...headers, "content-type": "application/x-ndjson" },
        body: lines,
      }),
    async download(route) {
      const response = await answered(new URL(baseUrl + route), { headers }, DOWNLOAD_TIMEOUT_MS)
      if (response.ok && response.body !== null) return response.body
      throw refusal(response.status, parse(await response.text()))
    },
    put: (route, body) => send("PUT", route, body),
    patch: (route, body) => send("PATCH", route, body),
    delete: async (route) => {
      await call(new URL(baseUrl + route), { method: "DELETE", headers })
    },
  }

  function send<Answer>(method: string, route: string, body: object): Promise<Answer> {
    return call(new URL(baseUrl + route), {
      method,
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    })
  }
}

export function hubUrl(terminal: Terminal): string {
  const given = terminal.environment["PAIDOUT_URL"]?.trim()
  if (given !== undefined && given !== "") {
    if (URL.canParse(given)) return given.replace(/\/+$/, "")
    throw new CommandFailure(EXIT.usage, "PAIDOUT_URL takes a URL like http://127.0.0.1:8080.")
  }
  const { host, port } = readConfig(terminal.environment)
  const reachable = { "0.0.0.0": "127.0.0.1", "::": "[::1]" }[host] ?? host
  const bracketed = reachable.includes(":") && !reachable.startsWith("[")
  return `http://${bracketed ? `[${reachable}]` : reachable}:${port}`
}

function apiKey(terminal: Terminal): string {
  const { apiKey: given, dataDir } = readConfig(terminal.environment)
  if (given !== null) return given
  const file = path.join(dataDir, "api-key")
  try {
    return readFileSync(file, "utf8").trim()
  } catch (error) {
    throw new CommandFailure(EXIT.failure, `There is no API key: ${file} cannot be read.`, {
      advice:
        "Start a hub here with `paidout start`, run this in the folder where one runs, or set" +
        " PAIDOUT_API_KEY (and PAIDOUT_URL).",
      cause: error,
    })
  }
}

async function text(url: URL, request: RequestInit): Promise<string> {
  const { response, said } = await exchange(url, request)
  if (response.ok) return said
  throw refusal(response.status, parse(said))
}

async function call<Answer>(url: URL, request: RequestInit): Promise<Answer> {
  const { response, said } = await exchange(url, request)
  const answer = response.status === 204 ? null : parse(said)
  if (response.ok && answer !== undefined) return answer as Answer
  throw refusal(response.status, answer)
}

/** @throws CommandFailure: nobody answers */
async function exchange(url: URL, request: RequestInit) {
  const response = await answered(url, request, ANSWER_TIMEOUT_MS)
  try {
    return { response, said: await response.text() }
  } catch (error) {
    throw noAnswer(url, error)
  }
}

/**
 * Its head; the body is still to come. Who calls too often waits as long as the hub says.
 * @throws CommandFailure: nobody answers
 */
async function answered(url: URL, request: RequestInit, timeoutMs: number): Promise<Response> {
  try {
    for (let waits = 0; ; waits += 1) {
      const signal = AbortSignal.timeout(timeoutMs)
      const response = await fetch(url, { ...request, signal })
      if (response.status !== 429 || waits === WAITS_MAX) return response
      await response.arrayBuffer()
      const seconds = Number(response.headers.get("retry-after") ?? "1")
      await sleep(Math.min(WAIT_SECONDS_MAX, seconds || 1) * 1_000)
    }
  } catch (error) {
    throw noAnswer(url, error)
  }
}

function noAnswer(url: URL, cause: unknown): CommandFailure {
  return new CommandFailure(EXIT.failure, `No hub answers at ${url.origin}.`, {
    advice: "Start one with `paidout start`, or set PAIDOUT_URL, or HOST and PORT.",
    cause,
  })
}

/** An RFC 9457 problem as a message; members beside the standard ones are told too. */
function refusal(status: number, answer: unknown): CommandFailure {
  if (typeof answer !== "object" || answer === null || !("code" in answer)) {
    return new CommandFailure(EXIT.failure, `HTTP ${status}, and not in Paidout's words.`, {
      advice: "Is that address a Paidout hub?",
    })
  }
  const { code, title, detail } = answer as Problem
  const said = detail ?? title ?? `HTTP ${status}`
  const members = Object.entries(answer)
    .filter(
      ([name, value]) => !TOLD.includes(name) && value !== null && !said.includes(member(value)),
    )
    .map(([name, value]) => `\n  ${name}: ${member(value)}`)
  return new CommandFailure(EXIT.failure, said + members.join(""), { code })
}

/** Members of a problem that the message tells anyway, or that are for programs. */
const TOLD = ["type", "title", "status", "detail", "instance", "code", "retryable", "errors"]

interface Problem {
  readonly code: string
  readonly title?: string
  readonly detail?: string
}

function member(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
