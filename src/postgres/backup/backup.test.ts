import { PassThrough, Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { zstdCompressSync, zstdDecompressSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts"
import { createHubFixture, sampleOf, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { findProvider } from "../../providers/index.ts"
import { migrate } from "../migrate.ts"
import { migrationsDirectory } from "../migration-files.ts"
import { BACKUP_LINE, decodeFrames, encodeFrame, type Frame } from "./backup-frames.ts"
import { restoreBackup } from "./restore-backup.ts"
import { writeBackup } from "./write-backup.ts"

const PROVIDERS = ["pivot", "xendit", "adyen"]

let hub: HubFixture
let backup: Buffer

beforeAll(async () => {
  hub = await createHubFixture()
  await hub.database.pool.query("select make_partitions('2031-03-05')")
  await hub.database.pool.query("update clock set ahead = '3 days 00:00:00.5'")
  for (const provider of PROVIDERS) {
    const source = await hub.addSource(provider)
    for (const name of Object.keys(findProvider(provider)?.samples ?? {})) {
      await hub.tell(source, sampleOf(provider, name))
    }
  }
  await hub.settle()
  backup = await backupOf(hub.database)
})
afterAll(() => hub.close())

async function backupOf(database: TestDatabase): Promise<Buffer> {
  const output = new PassThrough()
  const whole = buffer(output)
  await writeBackup(database.connection, output, { release: "9.9.9" })
  return whole
}

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase()
  await database.pool.query("drop schema public cascade")
  await database.pool.query("create schema public")
  return database
}

async function onEmpty<Result>(work: (database: TestDatabase) => Promise<Result>) {
  const database = await emptyDatabase()
  try {
    return await work(database)
  } finally {
    await database.drop()
  }
}

/** Every table's rows, each as PostgreSQL writes it. */
async function contentOf({ pool }: TestDatabase): Promise<Readonly<Record<string, unknown>>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r'
       and relname <> 'schema_migrations' order by 1`,
  )
  const content: Record<string, unknown> = {}
  for (const { name } of tables) {
    const { rows } = await pool.query<{ text: string }>(
      `select t::text from "${name}" t order by 1`,
    )
    content[name] = rows.map(({ text }) => text)
  }
  return content
}

async function schemaOf({ pool }: TestDatabase): Promise<readonly unknown[]> {
  const { rows } = await pool.query(
    `select c.relname, c.relkind, pg_get_expr(c.relpartbound, c.oid) as bound, c.reloptions,
       (select array_agg(pg_get_indexdef(i.indexrelid) order by pg_get_indexdef(i.indexrelid)) from pg_index i
        where i.indrelid = c.oid) as indexes
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     order by 1`,
  )
  return rows
}

async function tablesIn({ pool }: TestDatabase): Promise<number> {
  const { rows } = await pool.query(
    "select from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
  )
  return rows.length
}

describe("a restored database", () => {
  test("has every row, partition, index and setting of the one that was written", async () => {
    await onEmpty(async (database) => {
      const restored = await restoreBackup(database.connection, Readable.from([backup]))
      expect(restored.header.release).toBe("9.9.9")
      expect(restored.rows).toBeGreaterThan(200)
      expect(await contentOf(database)).toEqual(await contentOf(hub.database))
      expect(await schemaOf(database)).toEqual(await schemaOf(hub.database))
    })
  })

  test("is one moment's, however much is written meanwhile", async () => {
    const source = await hub.addSource("xendit")
    let writing = true
    const writer = (async () => {
      while (writing) {
        await hub.tell(source, sampleOf("xendit", "payout.succeeded"))
        await hub.settle()
      }
    })()
    try {
      const taken = await backupOf(hub.database)
      await onEmpty(async (database) => {
        await restoreBackup(database.connection, Readable.from([taken]))
        // Settled messages and the payouts that they told of are of one transaction.
        const { rows } = await database.pool.query(
          `select (select count(*) from messages) as told,
             (select count(*) from history where refused_because is null)
               + (select count(*) from unsettled) as known`,
        )
        expect(rows[0]?.told).toBe(rows[0]?.known)
      })
    } finally {
      writing = false
      await writer
    }
  })

  test("has the tables of the release that wrote it, and later migrations still to come", async () => {
    const directory = await mkdtemp(path.join(os.tmpdir(), "paidout-migrations-"))
    try {
      await cp(migrationsDirectory, directory, { recursive: true })
      const { rows } = await hub.database.pool.query("select from schema_migrations")
      const next = `${String(rows.length + 1).padStart(4, "0")}_later.sql`
      await writeFile(path.join(directory, next), "alter table payouts add later text default 'x'")
      await onEmpty(async (database) => {
        await restoreBackup(database.connection, Readable.from([backup]), { directory })
        expect(await migrate(database.pool, { directory })).toEqual([rows.length + 1])
        const later = await database.pool.query("select distinct later from payouts")
        expect(later.rows).toEqual([{ later: "x" }])
      })
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})

describe("what cannot be restored leaves nothing behind", () => {
  async function expectRefusal(bytes: Buffer, code: string): Promise<void> {
    await onEmpty(async (database) => {
      const restoring = restoreBackup(database.connection, Readable.from(chunksOf(bytes)))
      await expect(restoring).rejects.toMatchObject({ code })
      expect(await tablesIn(database)).toBe(0)
    })
  }

  function chunksOf(bytes: Buffer): readonly Buffer[] {
    const size = 4_096
    return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    )
  }

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["a text", Buffer.from("select 1;\n")],
    ["the first line alone", Buffer.from(BACKUP_LINE)],
    ["a line and noise", Buffer.concat([Buffer.from(BACKUP_LINE), Buffer.alloc(64, 7)])],
  ])("%s", (_name, bytes) => expectRefusal(bytes, "backup_invalid"))

  test.each([0.5, 0.999])("a file that is cut at %d of its length", (share) =>
    expectRefusal(backup.subarray(0, Math.floor(backup.length * share)), "backup_invalid"),
  )

  test.each([0.3, 0.7])("a file with a flipped byte at %d", (share) => {
    const damaged = Buffer.from(backup)
    const at = Math.floor(backup.length * share)
    damaged[at] = (damaged[at] ?? 0) ^ 0x10
    return expectRefusal(damaged, "backup_invalid")
  })

  async function framesOf(): Promise<Frame[]> {
    const frames: Frame[] = []
    const inner = zstdDecompressSync(backup.subarray(BACKUP_LINE.length))
    for await (const frame of decodeFrames(Readable.from([inner]))) frames.push(frame)
    return frames
  }

  async function rewritten(change: (frames: Frame[]) => readonly Frame[]): Promise<Buffer> {
    const frames = change(await framesOf())
    const inner = Buffer.concat(frames.map((frame) => encodeFrame(frame)))
    return Buffer.concat([Buffer.from(BACKUP_LINE), zstdCompressSync(inner)])
  }

  test("one of a newer release", async () => {
    const newer = await rewritten((frames) =>
      frames.map((frame) =>
        frame.kind === "header"
          ? {
              ...frame,
              header: {
                ...frame.header,
                migrations: [
                  ...frame.header.migrations,
                  { version: 999, name: "later", checksum: "0" },
                ],
              },
            }
          : frame,
      ),
    )
    await expectRefusal(newer, "migrations_newer")
  })

  test("one whose rows were changed by somebody, hash and all but the table's", async () => {
    const changed = await rewritten((frames) => frames.filter((frame) => frame.kind !== "data"))
    await expectRefusal(changed, "backup_invalid")
  })

  test("one that brings SQL of its own where a partition's bound should stand", async () => {
    const hostile = await rewritten((frames) =>
      frames.map((frame) =>
        frame.kind === "header"
          ? {
              ...frame,
              header: {
                ...frame.header,
                partitions: [
                  { parent: "messages", name: "m", bound: "DEFAULT; drop table x", options: [] },
                ],
              },
            }
          : frame,
      ),
    )
    await expectRefusal(hostile, "backup_invalid")
  })

  test("a database that has tables keeps them", async () => {
    const database = await createTestDatabase()
    try {
      const tables = await tablesIn(database)
      const restoring = restoreBackup(database.connection, Readable.from([backup]))
      await expect(restoring).rejects.toMatchObject({ code: "database_not_empty" })
      expect(await tablesIn(database)).toBe(tables)
    } finally {
      await database.drop()
    }
  })
})

test("a writer that nobody reads any more ends its transaction", async () => {
  const output = new PassThrough({ highWaterMark: 1 })
  const stopped = new AbortController()
  const writing = writeBackup(hub.database.connection, output, {
    release: "1",
    signal: stopped.signal,
  })
  stopped.abort()
  await expect(writing).rejects.toMatchObject({ name: "AbortError" })
  await expect
    .poll(async () => {
      const { rows } = await hub.database.pool.query(
        `select from pg_stat_activity
         where application_name = 'paidout backup' and datname = current_database()`,
      )
      return rows.length
    })
    .toBe(0)
})
