import pg from "pg"

/** Settings that the server reports by itself (since 14), also when they change. */
const READ_ONLY_SETTINGS = ["in_hot_standby", "default_transaction_read_only"]

/** The function of PostgreSQL that says: committed here, the standby may not have it. */
const WAIT_FOR_STANDBY = "SyncRepWaitForLSN"

type Callback = (error: Error | undefined, result: unknown) => void

/** A connection that knows what its server is: one that takes writes, with its standby there. */
export class WatchedClient extends pg.Client {
  readonly #readOnly = new Set<string>()
  #doubt: Error | undefined

  constructor(config?: pg.ClientConfig) {
    super(config)
    // A server may end a session with the bytes that say it is ready, before whoever asked for it
    // can listen: unheard, that would end the process. The next statement fails all the same.
    this.on("error", () => {})
    const { connection } = this as unknown as { readonly connection: NodeJS.EventEmitter }
    connection.on("parameterStatus", (told: { parameterName: string; parameterValue: string }) => {
      if (!READ_ONLY_SETTINGS.includes(told.parameterName)) return
      if (told.parameterValue === "on") this.#readOnly.add(told.parameterName)
      else this.#readOnly.delete(told.parameterName)
    })
    this.on("notice", ({ routine }) => {
      if (routine === WAIT_FOR_STANDBY) this.#doubt = new CommitUnconfirmed()
    })
    // A statement that is its own transaction, as a pool sends it, ends in a commit of its own.
    const send = this.query.bind(this) as (...words: unknown[]) => unknown
    this.query = ((text: unknown, values: unknown, callback?: Callback) =>
      callback === undefined
        ? send(text, values)
        : send(text, values, (error: Error | undefined, result: unknown) =>
            callback(error ?? this.takeDoubt(), result),
          )) as typeof this.query
  }

  /** A standby, or set read-only: writes fail here, and reads may be behind. */
  get isReadOnly(): boolean {
    return this.#readOnly.size > 0
  }

  /** Why the last commit may be on this server alone; told once. */
  takeDoubt(): Error | undefined {
    const doubt = this.#doubt
    this.#doubt = undefined
    return doubt
  }
}

/**
 * Under synchronous replication a commit waits for the standby. Where somebody ends that wait
 * (pg_cancel_backend), PostgreSQL calls it done and adds a warning: a failover would lose it.
 * SQLSTATE 40003.
 */
export class CommitUnconfirmed extends Error {
  readonly code = "40003"

  constructor() {
    super("The standby did not confirm the commit.")
    this.name = "CommitUnconfirmed"
  }
}
