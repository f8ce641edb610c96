import { connect, type Socket } from "node:net"

/** A kept connection of a provider: one request at a time. */
export interface SendingConnection {
  readonly url: string
  readonly isDead: boolean
  /** The status it answered, or undefined where the connection died or nothing came in time. */
  ask(request: Buffer, options: { readonly timeoutMs: number }): Promise<number | undefined>
  /** Sends these bytes and hangs up. */
  breakOff(part: Buffer): Promise<undefined>
  close(): void
}

/** `url` is `http://127.0.0.1:port`. It may be dead from the beginning: then every ask says so. */
export function openConnection(url: string): SendingConnection {
  const socket: Socket = connect({
    host: "127.0.0.1",
    port: Number(new URL(url).port),
    noDelay: true,
  })
  let received: Buffer = Buffer.alloc(0)
  let waiting: ((status: number | undefined) => void) | undefined
  let isDead = false

  function end(status: number | undefined): void {
    const answer = waiting
    waiting = undefined
    answer?.(status)
  }
  function die(): void {
    isDead = true
    socket.destroy()
    end(undefined)
  }
  socket.on("error", die)
  socket.on("close", die)
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    const response = readResponse(received)
    if (response === undefined) return
    received = received.subarray(response.bytes)
    if (response.closes) isDead = true
    end(response.status)
  })

  return {
    url,
    get isDead() {
      return isDead
    },
    ask(request, { timeoutMs }) {
      if (isDead) return Promise.resolve(undefined)
      return new Promise((resolve) => {
        const timer = setTimeout(die, timeoutMs)
        waiting = (status) => {
          clearTimeout(timer)
          resolve(status)
        }
        socket.write(request)
      })
    },
    breakOff(part) {
      return new Promise((resolve) => {
        if (isDead) return resolve(undefined)
        socket.write(part, () => {
          die()
          resolve(undefined)
        })
        socket.once("close", () => resolve(undefined))
      })
    },
    close: die,
  }
}

function readResponse(
  bytes: Buffer,
): { readonly status: number; readonly bytes: number; readonly closes: boolean } | undefined {
  const end = bytes.indexOf("\r\n\r\n")
  if (end < 0) return undefined
  const head = bytes.toString("latin1", 0, end).toLowerCase()
  const length = /\r\ncontent-length: *(\d+)/.exec(head)
  const total = end + 4 + Number(length?.[1] ?? 0)
  if (bytes.length < total) return undefined
  const closes = head.includes("connection: close")
  return { status: Number(head.slice(9, 12)), bytes: total, closes }
}
