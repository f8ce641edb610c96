import { EventEmitter } from "node:events"

import type pg from "pg"

import type { Pool, PoolClient } from "../../src/postgres/pool.ts"
import type { SimulatedProcess, SimulatedWorld } from "./simulated-world.ts"

/** A statement that a process wants to send, or waits for. */
export interface Statement {
  readonly id: number
  readonly client: SimulatedClient
  readonly text: string
  readonly given: readonly [string | pg.QueryConfig, unknown[]?]
  /** `answered`: it waited for a lock and had it; its process does not know yet. */
  state: "waiting" | "running" | "blocked" | "answered"
  readonly since: number
  readonly resolve: (result: pg.QueryResult) => void
  readonly reject: (error: Error) => void
}

/** What runs statements: the one real thing in a simulation. */
export interface StatementServer {
  open(client: SimulatedClient): void
  /** Whatever it holds is rolled back before the next statement runs. */
  abandon(client: SimulatedClient): void
}

/**
 * The connections of one process. Nothing is sent until the simulation chooses so; statements of one
 * connection go out in their order, as on a wire. It claims to pipeline, as the stages' pool does.
 */
export class SimulatedPool {
  readonly process: SimulatedProcess
  readonly clients = new Set<SimulatedClient>()
  readonly #world: SimulatedWorld
  readonly #server: StatementServer
  readonly #max: number
  readonly #idle: SimulatedClient[] = []
  readonly #waiting: ((client: SimulatedClient) => void)[] = []

  constructor(
    process: SimulatedProcess,
    context: {
      readonly world: SimulatedWorld
      readonly server: StatementServer
      readonly connectionsMax: number
    },
  ) {
    this.process = process
    this.#world = context.world
    this.#server = context.server
    this.#max = context.connectionsMax
  }

  /** As the hub knows it: what else a pool has, nobody in the hub uses. */
  asPool(): Pool {
    return this as unknown as Pool
  }

  connect(): Promise<PoolClient> {
    return new Promise((resolve) => {
      const take = (client: SimulatedClient) => resolve(client as unknown as PoolClient)
      const client = this.#idle.pop() ?? this.#openIfRoom()
      if (client === undefined) this.#waiting.push(take)
      else take(client)
    })
  }

  async query(...given: Statement["given"]): Promise<pg.QueryResult> {
    const client = (await this.connect()) as unknown as SimulatedClient
    let failure: Error | undefined
    try {
      return await client.query(...given)
    } catch (error) {
      failure = error as Error
      throw error
    } finally {
      client.release(failure)
    }
  }

  on(): this {
    return this
  }

  end(): Promise<void> {
    return Promise.resolve()
  }

  #openIfRoom(): SimulatedClient | undefined {
    if (this.clients.size >= this.#max) return undefined
    const client = new SimulatedClient(this, this.#world, (failure) =>
      this.#takeBack(client, failure),
    )
    this.clients.add(client)
    this.#server.open(client)
    return client
  }

  #takeBack(client: SimulatedClient, failure: unknown): void {
    const isKept = failure === undefined || failure === false
    if (!isKept || client.lost !== null) {
      this.clients.delete(client)
      this.#server.abandon(client)
    }
    const next = this.#waiting.shift()
    if (isKept && client.lost === null) {
      if (next === undefined) this.#idle.push(client)
      else next(client)
      return
    }
    const opened = next === undefined ? undefined : this.#openIfRoom()
    if (opened !== undefined) next?.(opened)
  }
}

/** One connection of a process. */
export class SimulatedClient extends EventEmitter {
  readonly id: number
  readonly pool: SimulatedPool
  readonly pipeline = true
  /** As the driver shows it: a statement may be sent before the last was answered. */
  readonly statements: Statement[] = []
  /** As the server told it last: idle, in a transaction, in a failed one. */
  status: "I" | "T" | "E" = "I"
  idleSinceMs = 0
  lost: Error | null = null
  readonly #world: SimulatedWorld
  readonly #giveBack: (failure: unknown) => void

  constructor(pool: SimulatedPool, world: SimulatedWorld, giveBack: (failure: unknown) => void) {
    super()
    this.id = world.nextId()
    this.pool = pool
    this.#world = world
    this.#giveBack = giveBack
  }

  query(...given: Statement["given"]): Promise<pg.QueryResult> {
    if (this.lost !== null) {
      return Promise.reject(
        new Error("Client has encountered a connection error and is not queryable"),
      )
    }
    const [first] = given
    const text = typeof first === "string" ? first : first.text
    if (typeof text !== "string") throw new Error("The simulation sends plain statements only.")
    return new Promise((resolve, reject) => {
      this.statements.push({
        ...{ id: this.#world.nextId(), client: this, text, given, state: "waiting" },
        ...{ since: this.#world.nowMs, resolve, reject },
      })
    })
  }

  getTransactionStatus(): string {
    return this.status
  }

  release(failure?: unknown): void {
    this.#giveBack(failure)
  }

  /** The connection is gone: whatever waits for an answer fails, and so does all that comes. */
  lose(error: Error): void {
    if (this.lost !== null) return
    this.lost = error
    this.status = "I"
    for (const statement of this.statements.splice(0)) statement.reject(error)
    if (this.listenerCount("error") > 0) this.emit("error", error)
  }
}
