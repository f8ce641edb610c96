import pg from "pg"

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
  /** The server ends a statement after this time. */
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
  /**
   * Statements go out without waiting for the answers of those before. One that is not answered
   * soon after `statementTimeoutMs` ends its connection. Default false.
   */
  readonly pipelined?: boolean
}

const INDEX_PROBES =
  "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off"

/** The server ends a statement first; this ends the wait for a server that is not there any more. */
const answerLatenessMs = 2_000

/** 10 s: within it the row locks of a worker that died or hangs are free again. */
const sessionTimeoutMs = 10_000

/**
 * A pool of connections. `timestamptz` comes back as a Date; `bigint` and `numeric` as strings.
 * Errors of idle connections are swallowed: the pool drops them, the next query makes a new one.
 */
export function createPool(connection: PostgresConnection, options: PoolOptions = {}): Pool {
  const pool = new pg.Pool({
    ...clientConfig(connection, options),
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMillis: 60_000,
  })
  pool.on("error", () => {})
  return pool
}

/** The settings of a single connection, for a pool and for clients that stand alone. */
export function clientConfig(
  connection: PostgresConnection,
  options: PoolOptions = {},
): pg.ClientConfig {
  return {
    ...connection,
    application_name: options.applicationName ?? "paidout",
    statement_timeout: options.statementTimeoutMs ?? sessionTimeoutMs,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? sessionTimeoutMs,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    ...(options.indexProbesOnly === true ? { options: INDEX_PROBES } : {}),
    ...(options.pipelined === true
      ? {
          pipeline: true,
          query_timeout: (options.statementTimeoutMs ?? sessionTimeoutMs) + answerLatenessMs,
        }
      : {}),
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  }
}
