import type { PostgresConnection } from "../../src/postgres/pool.ts"

/** The same server, another database. */
export function connectionTo(connection: PostgresConnection, database: string): PostgresConnection {
  if (!("connectionString" in connection)) return { ...connection, database }
  const url = new URL(connection.connectionString)
  url.pathname = `/${database}`
  return { connectionString: url.href }
}

/** For a child process's DATABASE_URL; a socket folder stands in the host parameter. */
export function connectionStringOf(connection: PostgresConnection): string {
  if ("connectionString" in connection) return connection.connectionString
  const { host, port, user, password, database } = connection
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  return host.startsWith("/")
    ? `postgres://${credentials}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `postgres://${credentials}@${host}:${port}/${database}`
}
