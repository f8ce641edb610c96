import type { Queryable } from "./pool.ts"

/** How many connections this user may hold at this server at once. */
export async function findConnectionsMax(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ connections_max: number }>(
    `select least(
       current_setting('max_connections')::int
         - current_setting('superuser_reserved_connections')::int,
       (select nullif(rolconnlimit, -1) from pg_roles where rolname = current_user),
       (select nullif(datconnlimit, -1) from pg_database where datname = current_database())
     )::int as connections_max`,
  )
  return rows[0]?.connections_max ?? 0
}
