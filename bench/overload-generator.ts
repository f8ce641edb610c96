import { connect, type Socket } from "node:net"

export interface OverloadRequest {
  readonly kind: string
  readonly bytes: Buffer
  /** On a connection of its own, closed after the answer. */
  readonly fresh: boolean
  readonly onAnswer?: (status: number) => void
}

export interface OverloadAnswers {
  /** By kind and status, e.g. `webhook 200`; `reset` where the connection ended without an answer. */
  readonly counts: Map<string, number>
  /** By status: milliseconds from when it was sent to its answer. */
  readonly latenciesMs: Map<number, number[]>
  /** How late the generator itself was at most: it shares the machine. */
  lateMs: number
  /** Never sent: so many wait for an answer that the generator is at its own bound. */
  unsent: number
}

/** Of requests that wait for their answer; a provider would open no more either. */
const inFlightMax = 4_000

/** One request at a time per connection; where none is idle, another one is opened. */
export async function sendOpenLoop(
  port: number,
  options: {
    readonly perSecond: number
    readonly seconds: number
    readonly next: () => OverloadRequest
  },
): Promise<OverloadAnswers> {
  const answers: OverloadAnswers = {
    counts: new Map(),
    latenciesMs: new Map(),
    lateMs: 0,
    unsent: 0,
  }
  const idle: Line[] = []
  let inFlight = 0

  function note(request: OverloadRequest, status: number, sentAt: number): void {
    inFlight -= 1
    const key = `${request.kind} ${status === 0 ? "reset" : status}`
    answers.counts.set(key, (answers.counts.get(key) ?? 0) + 1)
    const latencies = answers.latenciesMs.get(status) ?? []
    latencies.push(performance.now() - sentAt)
    answers.latenciesMs.set(status, latencies)
    request.onAnswer?.(status)
  }

  function send(dueAt: number): void {
    if (inFlight >= inFlightMax) {
      answers.unsent += 1
      return
    }
    inFlight += 1
    const sentAt = performance.now()
    answers.lateMs = Math.max(answers.lateMs, sentAt - dueAt)
    const request = options.next()
    const line = (request.fresh ? undefined : takeUsable(idle)) ?? openLine(port)
    line.ask(request.bytes, (status) => {
      if (request.fresh || status === 0) line.close()
      else idle.push(line)
      note(request, status, sentAt)
    })
  }

  const begun = performance.now()
  const total = Math.floor(options.perSecond * options.seconds)
  for (let sent = 0; sent < total;) {
    const elapsed = (performance.now() - begun) / 1_000
    const due = Math.min(total, Math.floor(elapsed * options.perSecond))
    for (; sent < due; sent += 1) send(begun + (sent / options.perSecond) * 1_000)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  const deadline = performance.now() + 15_000
  while (inFlight > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  if (inFlight > 0) answers.counts.set("no answer within 15 s", inFlight)
  for (const line of idle) line.close()
  return answers
}

interface Line {
  readonly isOpen: boolean
  ask(bytes: Buffer, onAnswer: (status: number) => void): void
  close(): void
}

function takeUsable(idle: Line[]): Line | undefined {
  for (;;) {
    const line = idle.pop()
    if (line === undefined || line.isOpen) return line
  }
}

function openLine(port: number): Line {
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true })
  let pending = ""
  let open = true
  let waiting: ((status: number) => void) | undefined
  const answer = (status: number) => {
    const told = waiting
    waiting = undefined
    pending = ""
    told?.(status)
  }
  socket.setEncoding("latin1").on("data", (text: string) => {
    pending += text
    const end = pending.indexOf("\r\n\r\n")
    if (end < 0) return
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(pending.slice(0, end))?.[1] ?? 0)
    if (pending.length < end + 4 + length) return
    if (/\r\nconnection: close/i.test(pending.slice(0, end))) open = false
    answer(Number(pending.slice(9, 12)))
  })
  socket.on("error", () => {})
  socket.on("close", () => {
    open = false
    answer(0)
  })
  return {
    get isOpen() {
      return open
    },
    ask(bytes, onAnswer) {
      waiting = onAnswer
      socket.write(bytes)
    },
    close: () => socket.destroy(),
  }
}
