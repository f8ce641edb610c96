import type { Pool } from "../../src/postgres/pool.ts"

type Catalog = Readonly<Record<string, readonly string[]>>

/** What the migrations made, as lines that can be reviewed. Partitions stand for their parents. */
export async function readSchema(pool: Pool): Promise<Catalog> {
  const lines = async (statement: string): Promise<readonly string[]> =>
    (await pool.query<{ line: string }>(statement)).rows.map(({ line }) => line).toSorted()
  return {
    tables: await lines(TABLES),
    columns: await lines(COLUMNS),
    constraints: await lines(CONSTRAINTS),
    indexes: await lines(INDEXES),
    functions: await lines(FUNCTIONS),
  }
}

const OURS = "c.relnamespace = 'public'::regnamespace and not c.relispartition"

const TABLES = `
  select c.relname || coalesce(' partitioned by ' || pg_get_partkeydef(c.oid), '')
    || coalesce(' with ' || array_to_string(c.reloptions, ', '), '') as line
  from pg_class c
  where c.relkind in ('r', 'p') and ${OURS}`

const COLUMNS = `
  select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relkind in ('r', 'p') and ${OURS}`

// Not-null constraints are told by the columns: only PostgreSQL 18 lists them here.
const CONSTRAINTS = `
  select c.relname || ' ' || k.conname || ': ' || pg_get_constraintdef(k.oid) as line
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  where k.contype <> 'n' and ${OURS}`

const INDEXES = `
  select pg_get_indexdef(i.indexrelid) as line
  from pg_index i
  join pg_class c on c.oid = i.indrelid
  where ${OURS}`

const FUNCTIONS = `
  select p.oid::regprocedure::text || ' returns ' || pg_get_function_result(p.oid)
    || ' md5 ' || md5(p.prosrc) as line
  from pg_proc p
  where p.pronamespace = 'public'::regnamespace`
