import { once } from "node:events"
import type net from "node:net"
import { Worker } from "node:worker_threads"
import { gzipSync } from "node:zlib"

import type { AttemptCause } from "../../src/delivery/attempt-cause.ts"

/** What an endpoint may do to us, and what it is to be recorded as. Null: a success all the same. */
export interface BadEndpoint {
  readonly cause: AttemptCause | null
  /** How it treats a connection, from the first bytes of the request on. */
  readonly serve: (socket: net.Socket) => void
  /** Over TLS: with which certificate, or (`hangs`) with none. */
  readonly tls?: "good" | "self_signed" | "expired" | "wrong_name" | "hangs" | "plain" | "closes"
}

const OK = "HTTP/1.1 200 OK\r\n"
const says =
  (bytes: string | Buffer, then: "end" | "stay" = "stay") =>
  (socket: net.Socket) => {
    socket.write(bytes)
    if (then === "end") socket.end()
  }
const answers = says(`${OK}content-length: 2\r\n\r\nok`)

/** Writes as fast as it is read, and for ever. */
const pours = (head: string, piece: string) => (socket: net.Socket) => {
  socket.write(head)
  const block = piece.repeat(Math.ceil(16_384 / piece.length))
  const pour = () => {
    while (!socket.destroyed && socket.write(block)) {
      // until the other side is slower
    }
  }
  socket.on("drain", pour)
  pour()
}
const drips = (head: string, piece: string) => (socket: net.Socket) => {
  socket.write(head)
  const timer = setInterval(() => socket.write(piece), 20)
  socket.on("close", () => clearInterval(timer))
}
const manyHeaders = (count: number, size: number) => {
  let text = OK
  for (let index = 0; index < count; index += 1) text += `x-${index}: ${"v".repeat(size)}\r\n`
  return says(`${text}content-length: 0\r\n\r\n`)
}
const packed = gzipSync(Buffer.alloc(50_000_000))
const chunked = `${OK}transfer-encoding: chunked\r\n\r\n`

export const BAD_ENDPOINTS = {
  "never answers": { cause: "timeout", serve: () => {} },
  "lets its status line drip": { cause: "timeout", serve: drips("HTTP/1.1 200 ", "O") },
  "lets its headers drip": { cause: "timeout", serve: drips(`${OK}x-slow: `, "y") },
  "lets its body drip": { cause: "timeout", serve: drips(`${OK}\r\n`, ".") },
  "lets a failure's body drip": {
    cause: "timeout",
    serve: drips("HTTP/1.1 500 No\r\n\r\n", "."),
  },
  "announces more than it sends": {
    cause: "timeout",
    serve: says(`${OK}content-length: 100\r\n\r\nhalf`),
  },
  "never ends its status line": { cause: "response_too_large", serve: pours("HTTP/1.1 200 ", "O") },
  "sends nothing but empty lines": { cause: "response_too_large", serve: pours("", "\r\n") },
  "never ends a chunk's extension": {
    cause: "response_too_large",
    serve: pours(`${chunked}5;a=`, "x"),
  },
  "never ends its body": { cause: null, serve: pours(`${OK}\r\n`, "x") },
  "never ends its chunks": {
    cause: null,
    serve: pours(chunked, "4000\r\n" + "x".repeat(16_384) + "\r\n"),
  },
  "never ends a failure's body": {
    cause: "status",
    serve: pours("HTTP/1.1 500 No\r\n\r\n", "x"),
  },
  "sends a packed body of 50 MB": {
    cause: null,
    serve: (socket) => {
      socket.write(`${OK}content-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`)
      socket.write(packed)
    },
  },
  "sends 300 kB of headers": { cause: "response_too_large", serve: manyHeaders(300, 1_000) },
  "sends one header of 300 kB": { cause: "response_too_large", serve: manyHeaders(1, 300_000) },
  "sends 20,000 header lines": { cause: "response_too_large", serve: manyHeaders(20_000, 1) },
  "never ends its headers": { cause: "response_too_large", serve: pours(OK, "x-a: b\r\n") },
  "never ends its trailers": {
    cause: "response_too_large",
    serve: pours(`${chunked}0\r\n`, "x-a: b\r\n"),
  },
  "sends 2,000 header lines": { cause: null, serve: manyHeaders(2_000, 1) },
  "speaks another protocol": { cause: "protocol", serve: says("220 mail.example ESMTP\r\n") },
  "speaks random bytes": { cause: "protocol", serve: says(Buffer.alloc(600, 0xa7)) },
  "answers as HTTP/0.9 did": { cause: "protocol", serve: says("<html>ok</html>", "end") },
  "answers with a status of four digits": {
    cause: "protocol",
    serve: says("HTTP/1.1 2000 OK\r\n\r\n", "end"),
  },
  "sends two lengths": {
    cause: "protocol",
    serve: says(`${OK}content-length: 2\r\ncontent-length: 3\r\n\r\nok!`),
  },
  "sends a length and chunks": {
    cause: "protocol",
    serve: says(`${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`),
  },
  "sends a chunk size that is no number": {
    cause: "protocol",
    serve: says(`${chunked}zz\r\nok\r\n`),
  },
  "ends amid its chunks": {
    cause: "connection_reset",
    serve: says(`${chunked}100\r\nhalf`, "end"),
  },
  "says continue, unasked": { cause: "protocol", serve: says("HTTP/1.1 100 Continue\r\n\r\n") },
  "switches protocols": {
    cause: "protocol",
    serve: says("HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n"),
  },
  "never ends its early hints": {
    cause: "protocol",
    serve: pours("", "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"),
  },
  "gives a few early hints": {
    cause: null,
    serve: says(
      `${"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(3)}${OK}content-length: 0\r\n\r\n`,
    ),
  },
  "closes before it answers": { cause: "connection_reset", serve: (socket) => socket.end() },
  "resets before it answers": {
    cause: "connection_reset",
    serve: (socket) => socket.resetAndDestroy(),
  },
  "closes amid its headers": {
    cause: "connection_reset",
    serve: says(`${OK}content-le`, "end"),
  },
  "closes amid its body": {
    cause: "connection_reset",
    serve: says(`${OK}content-length: 100\r\n\r\nhalf`, "end"),
  },
  "redirects to the inside": {
    cause: "redirect",
    serve: says(
      "HTTP/1.1 307 Go\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n",
    ),
  },
  "sends more than it announced": {
    cause: null,
    serve: says(`${OK}content-length: 2\r\n\r\nok${OK}content-length: 4\r\n\r\nnext`),
  },
  "names a header after a prototype": {
    cause: null,
    serve: says(`${OK}__proto__: a\r\nconstructor: b\r\ncontent-length: 2\r\n\r\nok`),
  },
  "answers before it has read": { cause: null, serve: answers },
  "has a good certificate": { cause: null, tls: "good", serve: answers },
  "has a certificate of its own making": { cause: "tls", tls: "self_signed", serve: answers },
  "has a certificate that ended": { cause: "tls", tls: "expired", serve: answers },
  "has another's certificate": { cause: "tls", tls: "wrong_name", serve: answers },
  "hangs in the TLS handshake": { cause: "timeout", tls: "hangs", serve: () => {} },
  "closes in the TLS handshake": {
    cause: "connection_reset",
    tls: "closes",
    serve: (socket) => socket.end(),
  },
  "speaks plain HTTP where TLS is due": {
    cause: "tls",
    tls: "plain",
    serve: says("HTTP/1.1 400 Bad Request\r\n\r\n", "end"),
  },
} as const satisfies Readonly<Record<string, BadEndpoint>>

export type BadEndpointName = keyof typeof BAD_ENDPOINTS
export const badEndpoints = Object.entries(BAD_ENDPOINTS) as readonly (readonly [
  BadEndpointName,
  BadEndpoint,
])[]

export interface RunningBadEndpoints {
  readonly urls: Readonly<Record<BadEndpointName, string>>
  /** Signed the certificates, except the one of its own making. PEM. */
  readonly authority: string
  close(): Promise<unknown>
}

/** All of them, in a thread of their own: what they hold is not in the memory that is measured. */
export async function startBadEndpoints(): Promise<RunningBadEndpoints> {
  const worker = new Worker(new URL("bad-endpoints-worker.ts", import.meta.url))
  const [told] = (await once(worker, "message")) as [Omit<RunningBadEndpoints, "close">]
  return { ...told, close: () => worker.terminate() }
}
