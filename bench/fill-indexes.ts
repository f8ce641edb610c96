import type { Pool } from "../src/postgres/pool.ts"

/** Without the indexes of these tables that hold no constraint: made once, they are made faster. */
export async function withoutIndexes(
  pool: Pool,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index as i
     where i.indrelid = any ($1::regclass[]) and not i.indisunique`,
    [tables],
  )
  for (const { name } of rows) await pool.query(`drop index ${name}`)
  await work()
  for (const { name, definition } of rows) {
    const begun = performance.now()
    await pool.query(definition.replace(" ON ONLY ", " ON "))
    console.log(`  ${name}, ${((performance.now() - begun) / 1_000).toFixed(1)} s`)
  }
}
