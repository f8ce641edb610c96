import type { Queryable } from "../pool.ts"
import type { BackupMigration, BackupPartition, BackupTable } from "./backup-frames.ts"

/** Every table but the list of migrations, in an order in which foreign keys hold while it is filled. */
export async function describeTables(queryable: Queryable): Promise<readonly BackupTable[]> {
  const { rows } = await queryable.query<{ name: string; columns: string[]; bytes: string }>(
    `select c.relname as name,
       (select array_agg(a.attname::text order by a.attnum)
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
       ) as columns,
       case c.relkind when 'p'
         then (select coalesce(sum(pg_table_size(t.relid)), 0) from pg_partition_tree(c.oid) t)
         else pg_table_size(c.oid) end as bytes
     from pg_class c
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
       and not c.relispartition and c.relname <> 'schema_migrations'
     order by c.relname`,
  )
  const needs = await listReferences(queryable)
  return inOrder(
    rows.map((row) => ({ ...row, bytes: Number(row.bytes) })),
    needs,
  )
}

/** Which table refers to which. */
async function listReferences(queryable: Queryable): Promise<ReadonlyMap<string, Set<string>>> {
  const { rows } = await queryable.query<{ from_table: string; to_table: string }>(
    `select distinct f.relname as from_table, t.relname as to_table
     from pg_constraint k
     join pg_class f on f.oid = k.conrelid
     join pg_class t on t.oid = k.confrelid
     where k.contype = 'f' and k.connamespace = current_schema()::regnamespace
       and not f.relispartition and not t.relispartition and f.oid <> t.oid`,
  )
  const needs = new Map<string, Set<string>>()
  for (const { from_table: from, to_table: to } of rows) {
    needs.set(from, (needs.get(from) ?? new Set()).add(to))
  }
  return needs
}

function inOrder(
  tables: readonly BackupTable[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
): readonly BackupTable[] {
  const ordered: BackupTable[] = []
  const done = new Set<string>()
  let waiting = tables
  while (waiting.length > 0) {
    const ready = waiting.filter(({ name }) =>
      [...(needs.get(name) ?? [])].every((needed) => done.has(needed)),
    )
    if (ready.length === 0) throw new Error("Tables refer to each other in a circle.")
    ordered.push(...ready)
    for (const { name } of ready) done.add(name)
    waiting = waiting.filter(({ name }) => !done.has(name))
  }
  return ordered
}

/** All but the default ones, which the migrations make. */
export async function describePartitions(
  queryable: Queryable,
): Promise<readonly BackupPartition[]> {
  const { rows } = await queryable.query<{
    parent: string
    name: string
    bound: string
    options: string[] | null
  }>(
    `select parent.relname as parent, c.relname as name,
       pg_get_expr(c.relpartbound, c.oid) as bound, c.reloptions as options
     from pg_class c
     join pg_inherits i on i.inhrelid = c.oid
     join pg_class parent on parent.oid = i.inhparent
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
       and c.relispartition and pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'
     order by 1, 2`,
  )
  return rows.map((row) => ({ ...row, options: row.options ?? [] }))
}

export async function describeMigrations(
  queryable: Queryable,
): Promise<readonly BackupMigration[]> {
  const { rows } = await queryable.query<BackupMigration>(
    "select version, name, checksum from schema_migrations order by version",
  )
  return rows
}
