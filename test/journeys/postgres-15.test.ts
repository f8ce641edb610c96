import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { checkMigrated, migrate } from "../../src/postgres/migrate.ts"
import { createPool } from "../../src/postgres/pool.ts"
import type { Pool } from "../../src/postgres/pool.ts"
import { debianServerInstalled, startDebianServer } from "../support/debian-server.ts"
import type { DebianServer } from "../support/debian-server.ts"

describe.skipIf(!debianServerInstalled)("PostgreSQL 15", () => {
  let server: DebianServer
  let pool: Pool

  beforeAll(async () => {
    server = await startDebianServer()
    pool = createPool(server.connection)
  })
  afterAll(async () => {
    await pool.end()
    await server.stop()
  })

  test("takes every migration", async () => {
    const { rows } = await pool.query<{ major: string }>(
      "select split_part(current_setting('server_version'), '.', 1) as major",
    )
    expect(rows[0]?.major).toBe("15")
    await migrate(pool)
    expect(await checkMigrated(pool)).toBe(true)
  })
})
