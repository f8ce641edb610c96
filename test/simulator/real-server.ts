import { createHash } from "node:crypto"

import pg from "pg"

import { clientConfig, type Pool, type PostgresConnection } from "../../src/postgres/pool.ts"
import type { SimulatedClient, Statement, StatementServer } from "./simulated-pool.ts"
import type { SimulatedWorld } from "./simulated-world.ts"

/** Longer than this a statement may wait for a lock: it is looked at. */
const PATIENCE_MS = 15
const LOOKS_MAX = 4_000
/** As the sessions of a real hub have it. */
const SESSION_TIMEOUT_MS = 10_000

interface Session {
  readonly real: pg.Client
  pid: number
  answer: Promise<Answer> | undefined
}

type Answer = { readonly result: pg.QueryResult } | { readonly error: Error }

/** How a statement's way to the server and back goes. */
export type Fate = "answered" | "lost_on_the_way" | "answer_lost"

/**
 * Runs one statement at a time on the real PostgreSQL and waits for its answer, or until it is
 * certain that it waits for a lock that another process of the simulation holds. So what the server
 * does depends on nothing but the order in which statements were chosen.
 */
export class RealServer implements StatementServer {
  deadlocks = 0
  lockWaits = 0
  readonly #world: SimulatedWorld
  readonly #connection: PostgresConnection
  readonly #admin: Pool
  readonly #sessions = new Map<SimulatedClient, Session>()
  #abandoned: SimulatedClient[] = []
  #blocked: Statement[] = []
  readonly #freed = new Map<Statement, Answer>()
  #toldMs = 0

  constructor(world: SimulatedWorld, connection: PostgresConnection, admin: Pool) {
    this.#world = world
    this.#connection = connection
    this.#admin = admin
  }

  open(client: SimulatedClient): void {
    client.idleSinceMs = this.#world.nowMs
  }

  abandon(client: SimulatedClient): void {
    this.#abandoned.push(client)
  }

  /** The server's clock goes with the world's. */
  async #tellTime(): Promise<void> {
    if (this.#toldMs === this.#world.nowMs) return
    this.#toldMs = this.#world.nowMs
    await this.#admin.query("update simulated_clock set now = $1", [new Date(this.#toldMs)])
  }

  /** Ends abandoned connections, and sessions as their timeouts do; what they held is free after. */
  async tidy(): Promise<void> {
    const late = this.#world.nowMs - SESSION_TIMEOUT_MS
    for (const statement of [...this.#blocked]) {
      if (statement.since < late && statement.client.lost === null) await this.#cancel(statement)
    }
    for (const client of this.#sessions.keys()) {
      const isIdle = client.statements.every(({ state }) => state === "waiting")
      if (client.status === "I" || !isIdle || client.idleSinceMs >= late) continue
      this.#world.trace.note(
        `server ends idle transaction ${client.pool.process.name}#${client.id}`,
      )
      client.lose(sqlError("25P03", "terminating connection due to idle-in-transaction timeout"))
      this.#abandoned.push(client)
    }
    while (this.#abandoned.length > 0) {
      const client = await this.#nextToEnd()
      this.#abandoned = this.#abandoned.filter((each) => each !== client)
      await this.#end(client)
      await this.#freeBlocked()
    }
  }

  /** Who waits goes before whom it waits for, or it would be freed for a moment and go on. */
  async #nextToEnd(): Promise<SimulatedClient> {
    const waiting = this.#blocked.filter(({ client }) => this.#abandoned.includes(client))
    const waitedFor = new Set<number>()
    for (const { client } of waiting) {
      for (const pid of await this.#blockersOf(this.#pidOf(client))) waitedFor.add(pid)
    }
    const free = waiting.find(({ client }) => !waitedFor.has(this.#pidOf(client)))
    const [first] = free === undefined ? this.#abandoned : [free.client]
    if (first === undefined) throw new Error("Nobody is to be ended.")
    return first
  }

  #pidOf(client: SimulatedClient): number {
    return this.#sessions.get(client)?.pid ?? 0
  }

  /** The next statement of a connection. It leaves the queue when it is answered. */
  async run(statement: Statement, fate: Fate): Promise<void> {
    const { client } = statement
    statement.state = "running"
    if (fate === "lost_on_the_way") return this.#lose(client)
    const session = await this.#sessionOf(client)
    await this.#tellTime()
    session.answer = ask(session.real, statement)
    const answer = await this.#answerUnlessBlocked(session)
    if (answer === undefined) {
      statement.state = "blocked"
      this.lockWaits += 1
      this.#blocked.push(statement)
      halt(session)
      this.#world.trace.note(`  #${statement.id} waits for a lock`)
      await this.#breakDeadlock()
      return
    }
    await this.#freeBlocked()
    if (fate === "answered") return this.#deliver(statement, answer)
    this.#world.trace.note(`  #${statement.id} was done, its answer is lost`)
    await this.#lose(client)
  }

  /** A statement that waited for a lock and had it: its process hears of it now. */
  hear(statement: Statement): void {
    const answer = this.#freed.get(statement)
    if (answer === undefined) throw new Error("It has no answer yet.")
    this.#freed.delete(statement)
    this.#deliver(statement, answer)
  }

  async close(): Promise<void> {
    this.#blocked = []
    for (const client of this.#sessions.keys()) await this.#end(client)
  }

  async #sessionOf(client: SimulatedClient): Promise<Session> {
    const known = this.#sessions.get(client)
    if (known !== undefined) return known
    const real = new pg.Client(
      clientConfig(this.#connection, {
        applicationName: "simulated",
        statementTimeoutMs: 0,
        idleInTransactionTimeoutMs: 0,
        indexProbesOnly: true,
      }),
    )
    real.on("error", () => {})
    await real.connect()
    const { rows } = await real.query<{ pid: number }>("select pg_backend_pid() as pid")
    const session = { real, pid: rows[0]?.pid ?? 0, answer: undefined }
    this.#sessions.set(client, session)
    return session
  }

  async #lose(client: SimulatedClient): Promise<void> {
    await this.#end(client)
    client.lose(new Error("Connection terminated unexpectedly"))
    await this.#freeBlocked()
  }

  /** Returns once the server has rolled back what it had begun. */
  async #end(client: SimulatedClient): Promise<void> {
    const session = this.#sessions.get(client)
    if (session === undefined) return
    this.#sessions.delete(client)
    this.#blocked = this.#blocked.filter((statement) => statement.client !== client)
    resume(session)
    await this.#admin.query("select pg_terminate_backend($1, 10000)", [session.pid])
    await session.real.end().catch(() => {})
  }

  #deliver(statement: Statement, answer: Answer): void {
    const { client } = statement
    const { trace, nowMs } = this.#world
    client.status = (this.#sessions.get(client)?.real.getTransactionStatus() ?? "I") as "I"
    client.idleSinceMs = nowMs
    client.statements.splice(client.statements.indexOf(statement), 1)
    if ("error" in answer) {
      trace.note(`  #${statement.id} ${codeOf(answer.error)} ${answer.error.message}`)
      statement.reject(answer.error)
      return
    }
    const { rowCount, rows } = answer.result
    trace.note(`  #${statement.id} ${answer.result.command} ${rowCount ?? 0} ${shortOf(rows)}`)
    statement.resolve(answer.result)
  }

  async #answerUnlessBlocked({ pid, answer }: Session): Promise<Answer | undefined> {
    for (let look = 0; look < LOOKS_MAX; look += 1) {
      const come = await Promise.race([answer, later(PATIENCE_MS)])
      if (come !== undefined) return come
      if ((await this.#blockersOf(pid)).length > 0) return undefined
    }
    throw new Error("A statement of the simulation never ends.")
  }

  async #blockersOf(pid: number): Promise<readonly number[]> {
    const { rows } = await this.#admin.query<{ pids: number[] }>(
      "select pg_blocking_pids($1) as pids",
      [pid],
    )
    return rows[0]?.pids ?? []
  }

  /**
   * Something was committed, rolled back or ended: who waited for it may go on, one after another.
   * Those who wait are halted, or the server would decide by its own timing who is first.
   */
  async #freeBlocked(): Promise<void> {
    for (const statement of this.#blocked) {
      const session = this.#sessions.get(statement.client)
      if (session === undefined) continue
      if ((await this.#blockersOf(session.pid)).length > 0) continue
      resume(session)
      const answer = await this.#answerUnlessBlocked(session)
      if (answer === undefined) {
        halt(session)
        continue
      }
      this.#noteFreed(statement, answer)
      // Its own end may have freed those before it.
      return this.#freeBlocked()
    }
  }

  #noteFreed(statement: Statement, answer: Answer): void {
    this.#blocked = this.#blocked.filter((each) => each !== statement)
    statement.state = "answered"
    this.#freed.set(statement, answer)
  }

  /** The server's own look comes by the real clock, so its part is played here. */
  async #breakDeadlock(): Promise<void> {
    const waits = new Map<number, { statement: Statement; for: readonly number[] }>()
    for (const statement of this.#blocked) {
      const pid = this.#pidOf(statement.client)
      waits.set(pid, { statement, for: await this.#blockersOf(pid) })
    }
    const last = this.#blocked.at(-1)
    const lastPid = last === undefined ? 0 : this.#pidOf(last.client)
    const seen = new Set<number>()
    const reaches = (pid: number): boolean =>
      (waits.get(pid)?.for ?? []).some((next) => {
        if (next === lastPid) return true
        if (seen.has(next)) return false
        seen.add(next)
        return reaches(next)
      })
    if (last === undefined || !reaches(lastPid)) return
    this.deadlocks += 1
    for (const { statement } of waits.values()) {
      this.#world.trace.note(`  deadlock: ${oneLine(statement.text)}`)
    }
    await this.#cancel(last, sqlError("40P01", "deadlock detected"))
  }

  async #cancel(statement: Statement, error?: Error): Promise<void> {
    const session = this.#sessions.get(statement.client)
    if (session === undefined) return
    resume(session)
    await this.#admin.query("select pg_cancel_backend($1)", [session.pid])
    const answer = (await session.answer) as Answer
    this.#noteFreed(statement, "error" in answer && error !== undefined ? { error } : answer)
    await this.#freeBlocked()
  }
}

/** While it waits for a lock, and holds no latch: the server's process of the session stands still. */
function halt({ pid }: Session): void {
  signal(pid, "SIGSTOP")
}

function resume({ pid }: Session): void {
  signal(pid, "SIGCONT")
}

function signal(pid: number, name: NodeJS.Signals): void {
  // Zero would be this very program and those beside it.
  if (pid <= 0) throw new Error("The session has no process.")
  process.kill(pid, name)
}

async function ask(real: pg.Client, { given }: Statement): Promise<Answer> {
  const [first, values] = given
  try {
    const result = await (typeof first === "string" ? real.query(first, values) : real.query(first))
    return { result }
  } catch (error) {
    return { error: error as Error }
  }
}

function later(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined))
}

function sqlError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : ""
}

/** They count on over all runs on one server: no two runs have the same. */
const TRANSACTION_NUMBERS: ReadonlySet<string> = new Set(["revision", "begun_before"])
const SHORT_MAX = 120

/** The beginning for people, and a hash of the whole. */
function shortOf(rows: readonly unknown[]): string {
  if (rows.length === 0) return ""
  const text = JSON.stringify(rows, (name, value: unknown) =>
    TRANSACTION_NUMBERS.has(name) ? "" : value,
  )
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8)
  return `${hash} ${text.slice(0, SHORT_MAX)}`
}

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 110)
}
