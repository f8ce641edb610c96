import { connect, type Socket } from "node:net"

export interface LoadTarget {
  readonly port: number
  /** Whole HTTP requests, made before the clock starts or cheaply per call. */
  readonly nextRequest: () => Buffer
}

export interface LoadResult {
  readonly answered: number
  readonly perSecond: number
  /** Answers by status. */
  readonly statuses: Readonly<Record<number, number>>
  /** Milliseconds from writing the request to its answer, sorted. */
  readonly latenciesMs: Float64Array
}

/**
 * Closed loop: every connection sends its next request when the last one was answered, as long as
 * `mayContinue` says so (it is asked again every millisecond).
 */
export async function runClosedLoop(
  target: LoadTarget,
  options: {
    readonly connections: number
    readonly seconds: number
    readonly mayContinue?: () => boolean
    /** Ends it before its time. */
    readonly isDone?: () => boolean
  },
): Promise<LoadResult> {
  return run(target, { ...options, perSecond: null })
}

/** Open loop: requests go out at a fixed rate, whether the last ones were answered or not. */
export async function runOpenLoop(
  target: LoadTarget,
  options: {
    readonly connections: number
    readonly seconds: number
    readonly perSecond: number
    readonly isDone?: () => boolean
  },
): Promise<LoadResult> {
  return run(target, options)
}

export function percentile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

async function run(
  target: LoadTarget,
  options: {
    readonly connections: number
    readonly seconds: number
    readonly perSecond: number | null
    readonly mayContinue?: () => boolean
    readonly isDone?: () => boolean
  },
): Promise<LoadResult> {
  const mayContinue = options.mayContinue ?? (() => true)
  const isDone = options.isDone ?? (() => false)
  const latencies: number[] = []
  const statuses: Record<number, number> = {}
  let stopped = false
  const idle: Connection[] = []
  const note = (connection: Connection, status: number, latencyMs: number) => {
    latencies.push(latencyMs)
    statuses[status] = (statuses[status] ?? 0) + 1
    if (stopped) return
    if (options.perSecond === null && mayContinue()) {
      connection.send(target.nextRequest(), performance.now())
    } else idle.push(connection)
  }
  const connections = await Promise.all(
    Array.from({ length: options.connections }, () => openConnection(target.port, note)),
  )
  const begun = performance.now()
  if (options.perSecond === null) {
    idle.push(...connections)
    while (performance.now() - begun < options.seconds * 1_000 && !isDone()) {
      while (idle.length > 0 && mayContinue()) {
        idle.pop()?.send(target.nextRequest(), performance.now())
      }
      await sleep(1)
    }
  } else {
    idle.push(...connections)
    await pace({ ...options, perSecond: options.perSecond, isDone }, (dueAt) => {
      // Measured from when it was due, so that a stall is not hidden by fewer requests.
      const connection = idle.pop() ?? connections[latencies.length % connections.length]
      connection?.send(target.nextRequest(), dueAt)
    })
  }
  const seconds = (performance.now() - begun) / 1_000
  const answered = latencies.length
  stopped = true
  await Promise.all(connections.map((connection) => connection.drain()))
  for (const connection of connections) connection.close()
  return {
    answered,
    perSecond: answered / seconds,
    statuses,
    latenciesMs: Float64Array.from(latencies).sort(),
  }
}

async function pace(
  { perSecond, seconds, isDone }: { perSecond: number; seconds: number; isDone: () => boolean },
  send: (dueAt: number) => void,
) {
  const begun = performance.now()
  const total = Math.floor(perSecond * seconds)
  for (let sent = 0; sent < total && !isDone();) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1_000) * perSecond))
    for (; sent < due; sent += 1) send(begun + (sent / perSecond) * 1_000)
    await sleep(1)
  }
}

interface Connection {
  send(request: Buffer, at: number): void
  drain(): Promise<void>
  close(): void
}

function openConnection(
  port: number,
  note: (connection: Connection, status: number, latencyMs: number) => void,
): Promise<Connection> {
  const sentAt: number[] = []
  let pending: Buffer = Buffer.alloc(0)
  let drained: (() => void) | undefined
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true })
  const connection: Connection = {
    send(request, at) {
      sentAt.push(at)
      socket.write(request)
    },
    async drain() {
      if (sentAt.length > 0)
        await Promise.race([new Promise<void>((r) => (drained = r)), sleep(6_000)])
    },
    close: () => socket.destroy(),
  }
  socket.on("data", (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (;;) {
      const response = readResponse(pending)
      if (response === undefined) break
      pending = pending.subarray(response.bytes)
      note(connection, response.status, performance.now() - (sentAt.shift() ?? 0))
      if (sentAt.length === 0) drained?.()
    }
  })
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(connection))
    socket.once("error", reject)
  })
}

function readResponse(bytes: Buffer): { status: number; bytes: number } | undefined {
  const end = bytes.indexOf("\r\n\r\n")
  if (end < 0) return undefined
  const head = bytes.toString("latin1", 0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)
  if (length === null) throw new Error("The bench reads only answers with a content-length.")
  const total = end + 4 + Number(length[1])
  return bytes.length < total ? undefined : { status: Number(head.slice(9, 12)), bytes: total }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
