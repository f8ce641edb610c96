import pg from "pg"

import { refuseReadOnly, watchConnections } from "./watch-connections.ts"
import { WatchedClient } from "./watched-client.ts"

export type PostgresConnection =
  | { readonly connectionString: string }
  | {
      /** A host name, or the folder of a Unix socket. */
      readonly host: string
      readonly port: number
      readonly user: string
      readonly password: string
      readonly database: string
    }

export type Pool = pg.Pool
export type PoolClient = pg.PoolClient

/** What a statement needs: a pool (its own connection) or a client (inside a transaction). */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>
  query<Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<pg.QueryResult<Row>>
}

export interface PoolOptions {
  readonly connectionsMax?: number
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string
  /**
   * The server ends a statement after this time; one that is not answered soon after it ends its
   * connection. 0: however long it takes.
   */
  readonly statementTimeoutMs?: number
  /** The server ends a session that holds a transaction open and idle for this time. */
  readonly idleInTransactionTimeoutMs?: number
  /** How long to wait for a free or new connection. */
  readonly connectTimeoutMs?: number
  /**
   * Only nested index probes: for the stages' statements, which touch the few rows of a batch. A
   * queue is empty when it is analysed and full a second later, so the planner would choose to read
   * whole tables, and keep that plan. Default: the planner decides.
   *
   * It may still read a whole index: where it counts on no row, that seems no dearer than a probe.
   * So statements on the queue leave it no other way: a condition that is no index's business is
   * written `is not distinct from`, a join by primary key `merchant_id = any (array[…])`, whose
   * order is of no use to it; or the probe is a lateral subquery of its own.
   */
  readonly indexProbesOnly?: boolean
  /** Statements go out without waiting for the answers of those before. Default false. */
  readonly pipelined?: boolean
}

const INDEX_PROBES =
  "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off"

/** The server ends a statement first; this ends the wait for a server that is not there any more. */
const answerLatenessMs = 2_000

/** 10 s: within it the row locks of a worker that died or hangs are free again. */
const sessionTimeoutMs = 10_000

/** While the database is away its callers are told so, rather than kept by the thousand. */
const waitingMax = 1_000

/**
 * A pool of connections to a server that takes writes. `timestamptz` comes back as a Date; `bigint`
 * and `numeric` as strings. Errors of idle connections are swallowed: the pool drops them, the next
 * query makes a new one.
 */
export function createPool(connection: PostgresConnection, options: PoolOptions = {}): Pool {
  const pool = new BoundedPool({
    ...clientConfig(connection, options),
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMillis: 60_000,
    Client: WatchedClient,
    verify: refuseReadOnly,
  })
  pool.on("error", () => {})
  watchConnections(pool)
  return pool
}

type OnConnected = (error: Error | undefined, client: undefined, done: () => void) => void

/** Its queue has an end. SQLSTATE 53300, as where the server has no connection left. */
class BoundedPool extends pg.Pool {
  override connect(callback?: unknown): Promise<pg.PoolClient> {
    if (this.waitingCount < waitingMax) {
      return super.connect(callback as never) as unknown as Promise<pg.PoolClient>
    }
    const full = Object.assign(new Error("too many wait for the database"), { code: "53300" })
    if (callback === undefined) return Promise.reject(full)
    process.nextTick(callback as OnConnected, full, undefined, () => {})
    return undefined as never
  }
}

/** The settings of a single connection, for a pool and for clients that stand alone. */
export function clientConfig(
  connection: PostgresConnection,
  options: PoolOptions = {},
): pg.ClientConfig {
  const statementTimeoutMs = options.statementTimeoutMs ?? sessionTimeoutMs
  return {
    ...connection,
    application_name: options.applicationName ?? "paidout",
    statement_timeout: statementTimeoutMs,
    ...(statementTimeoutMs === 0 ? {} : { query_timeout: statementTimeoutMs + answerLatenessMs }),
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? sessionTimeoutMs,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    ...(options.indexProbesOnly === true ? { options: INDEX_PROBES } : {}),
    ...(options.pipelined === true ? { pipeline: true } : {}),
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  }
}
