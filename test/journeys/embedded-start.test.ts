import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import path from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { startEmbeddedServer } from "../../src/postgres/embedded/start.ts"
import type { EmbeddedServer } from "../../src/postgres/embedded/start.ts"
import { createPool } from "../../src/postgres/pool.ts"
import type { Pool } from "../../src/postgres/pool.ts"
import { clusterFolder } from "../support/cluster-folder.ts"
import { expectNoServer, spawnEmbedded } from "../support/embedded-process.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

async function start(dataDir: string): Promise<EmbeddedServer> {
  const server = await startEmbeddedServer({ dataDir, settings: { fsync: "off" } })
  onTestFinished(() => server.stop())
  return server
}

async function using<T>(server: EmbeddedServer, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = createPool(server.connection)
  return await work(pool).finally(() => pool.end())
}

const code = (value: string) => expect.objectContaining({ code: value })

test("the first start makes a database, the second finds its rows", async () => {
  const dataDir = path.join(temporaryFolder(), "new", "folder")
  const first = await start(dataDir)
  await using(first, (pool) => pool.query("create table kept as select 7 as number"))
  await first.stop()
  await expectNoServer(dataDir)

  const second = await start(dataDir)
  const found = await using(second, (pool) => pool.query("select number from kept"))
  expect(found.rows).toEqual([{ number: 7 }])
  expect(second.takenOver).toBe(false)
})

test("the database is UTF-8 in code point order, checked, durable and reached by password only", async () => {
  const server = await startEmbeddedServer({ dataDir: temporaryFolder() })
  onTestFinished(() => server.stop())
  const { rows } = await using(server, (pool) =>
    pool.query(`
      select current_setting('server_encoding') as encoding,
        current_setting('data_checksums') as checksums,
        current_setting('fsync') as fsync,
        current_setting('synchronous_commit') as synchronous_commit,
        current_setting('listen_addresses') as addresses,
        'Z' < 'a' as by_code_point, lower('Ä') as lower`),
  )
  expect(rows).toEqual([
    {
      encoding: "UTF8",
      checksums: "on",
      fsync: "on",
      synchronous_commit: "on",
      addresses: "",
      by_code_point: true,
      lower: "ä",
    },
  ])
  const intruder = createPool({ ...server.connection, password: "guessed" })
  await expect(intruder.query("select 1")).rejects.toThrow("password authentication failed")
  await intruder.end()
})

test("nobody else can read the password, the cluster, the log or the socket", async () => {
  const dataDir = await clusterFolder()
  const server = await start(dataDir)
  const modes = ["postgres-password", "postgres", "postgres.log", "hub.lock"].map((name) =>
    (statSync(path.join(dataDir, name)).mode & 0o777).toString(8),
  )
  expect(modes).toEqual(["600", "700", "600", "600"])
  expect(statSync(server.connection.host).mode & 0o777).toBe(0o700)
})

test("a stopped server leaves no process, no socket and no lock, and stops once", async () => {
  const dataDir = await clusterFolder()
  const server = await start(dataDir)
  await Promise.all([server.stop(), server.stop()])
  await expectNoServer(dataDir)
  expect(existsSync(server.connection.host)).toBe(false)
  expect(readdirSync(dataDir).toSorted()).toEqual(["postgres", "postgres-password", "postgres.log"])
})

test("the socket's path stays short however long the data folder's is", async () => {
  const dataDir = path.join(temporaryFolder(), "long".repeat(50), "longer".repeat(30))
  const server = await start(dataDir)
  expect(Buffer.byteLength(`${server.connection.host}/.s.PGSQL.5432`)).toBeLessThan(100)
  const { rows } = await using(server, (pool) => pool.query("select 1 as one"))
  expect(rows).toEqual([{ one: 1 }])
})

test("a second hub is refused while the first runs, and told its process", async () => {
  const dataDir = await clusterFolder()
  const first = await start(dataDir)
  await expect(start(dataDir)).rejects.toEqual(code("data_dir_in_use"))
  const second = spawnEmbedded(dataDir)
  const refusal = await second.started
  expect(refusal.code).toBe("data_dir_in_use")
  expect(refusal.message).toContain(`process ${process.pid}`)
  const { rows } = await using(first, (pool) => pool.query("select 1 as one"))
  expect(rows).toEqual([{ one: 1 }])
})

test("of hubs that start at once on a fresh folder one wins, the others are refused", async () => {
  const dataDir = temporaryFolder()
  const hubs = Array.from({ length: 3 }, () => spawnEmbedded(dataDir))
  const lines = await Promise.all(hubs.map((hub) => hub.started))
  await Promise.all(hubs.map((hub) => hub.kill("SIGTERM")))
  await expectNoServer(dataDir)
  expect(lines.map((line) => line.code ?? "started").toSorted()).toEqual([
    "data_dir_in_use",
    "data_dir_in_use",
    "started",
  ])
})

test("a cluster of another major version is refused and left as it is", async () => {
  const dataDir = temporaryFolder()
  mkdirSync(path.join(dataDir, "postgres"))
  writeFileSync(path.join(dataDir, "postgres/PG_VERSION"), "17\n")
  const refusal = start(dataDir)
  await expect(refusal).rejects.toEqual(code("data_dir_version"))
  await expect(refusal).rejects.toThrow(/PostgreSQL 17.*pg_dump/)
  expect(readdirSync(dataDir)).toEqual(["postgres"])
  expect(readdirSync(path.join(dataDir, "postgres"))).toEqual(["PG_VERSION"])
})

test("a folder that holds something else is refused and left as it is", async () => {
  const dataDir = temporaryFolder()
  mkdirSync(path.join(dataDir, "postgres"))
  writeFileSync(path.join(dataDir, "postgres/diary.txt"), "private")
  await expect(start(dataDir)).rejects.toEqual(code("data_dir_foreign"))
  expect(readFileSync(path.join(dataDir, "postgres/diary.txt"), "utf8")).toBe("private")
})

test("a cluster without its password is refused, not replaced", async () => {
  const dataDir = temporaryFolder()
  mkdirSync(path.join(dataDir, "postgres"))
  writeFileSync(path.join(dataDir, "postgres/PG_VERSION"), "18\n")
  await expect(start(dataDir)).rejects.toEqual(code("data_dir_foreign"))
})

test("a file where the data folder should be is refused, with its path", async () => {
  const file = path.join(temporaryFolder(), "file")
  writeFileSync(file, "")
  const refusal = start(file)
  await expect(refusal).rejects.toEqual(code("embedded_unavailable"))
  await expect(refusal).rejects.toThrow(file)
})

test("a cluster that does not start is reported with the server's own words", async () => {
  const dataDir = await clusterFolder()
  const failure = startEmbeddedServer({ dataDir, settings: { shared_buffers: "nonsense" } })
  await expect(failure).rejects.toEqual(code("database_unavailable"))
  await expect(failure).rejects.toThrow("shared_buffers")
  const server = await start(dataDir)
  expect(server.takenOver).toBe(false)
})
