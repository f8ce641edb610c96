import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import type { Readable, Writable } from "node:stream"
import { describe, expect, onTestFinished, test, vi } from "vitest"
import { createPool } from "../../src/postgres/pool.ts"
import type { PostgresConnection } from "../../src/postgres/pool.ts"
import { clusterFolder } from "../support/cluster-folder.ts"
import {
  expectNoServer,
  postmasterPid,
  serverProcesses,
  spawnEmbedded,
} from "../support/embedded-process.ts"
import type { EmbeddedProcess } from "../support/embedded-process.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

async function startHub(dataDir: string): Promise<EmbeddedProcess> {
  const hub = spawnEmbedded(dataDir)
  onTestFinished(() => hub.kill("SIGTERM"))
  expect(await hub.started).toEqual(
    expect.objectContaining({ connection: expect.objectContaining({ database: "paidout" }) }),
  )
  return hub
}

async function run(hub: EmbeddedProcess, statement: string): Promise<readonly unknown[]> {
  const pool = createPool((await hub.started).connection as PostgresConnection)
  return await pool
    .query(statement)
    .then((result) => result.rows)
    .finally(() => pool.end())
}

const insert = "create table kept as select 7 as number"
const read = "select number from kept"

describe.skipIf(process.platform !== "linux")("after a kill -9", () => {
  test("of the hub, the next start ends the server it left and finds the rows", async () => {
    const dataDir = await clusterFolder()
    const killed = await startHub(dataDir)
    await run(killed, insert)
    await killed.kill("SIGKILL")
    const leftover = postmasterPid(dataDir)
    expect(serverProcesses(dataDir)).toContain(leftover)

    const next = await startHub(dataDir)
    expect((await next.started).takenOver).toBe(true)
    expect(serverProcesses(dataDir)).not.toContain(leftover)
    expect(await run(next, read)).toEqual([{ number: 7 }])
    await next.kill("SIGTERM")
    await expectNoServer(dataDir)
  })

  test("of the server, the hub starts it again and tells of it", async () => {
    const dataDir = await clusterFolder()
    const hub = await startHub(dataDir)
    await run(hub, insert)
    process.kill(postmasterPid(dataDir), "SIGKILL")
    await vi.waitFor(
      () => {
        expect(hub.lines.slice(1)).toEqual([{ trouble: "restarting" }, { trouble: "restarted" }])
      },
      { timeout: 15_000 },
    )
    expect(await run(hub, read)).toEqual([{ number: 7 }])
    await hub.kill("SIGTERM")
    await expectNoServer(dataDir)
  })

  test("of the server again and again, the hub lets it rest, and brings it back all the same", async () => {
    const dataDir = await clusterFolder()
    const hub = await startHub(dataDir)
    const lastTrouble = () => hub.lines.at(-1)?.trouble
    for (let count = 1; count <= 5; count += 1) {
      process.kill(postmasterPid(dataDir), "SIGKILL")
      await vi.waitFor(() => expect(hub.lines).toHaveLength(1 + 2 * count), { timeout: 15_000 })
      expect(lastTrouble()).toBe("restarted")
    }
    process.kill(postmasterPid(dataDir), "SIGKILL")
    await vi.waitFor(() => expect(lastTrouble()).toBe("resting"), { timeout: 15_000 })
    await vi.waitFor(() => expect(lastTrouble()).toBe("restarted"), { timeout: 30_000 })

    // A hub that rests ends at once, and leaves the folder to the next one.
    process.kill(postmasterPid(dataDir), "SIGKILL")
    await vi.waitFor(() => expect(lastTrouble()).toBe("resting"), { timeout: 15_000 })
    await hub.kill("SIGTERM")
    const next = await startHub(dataDir)
    await next.kill("SIGTERM")
    await expectNoServer(dataDir)
  }, 60_000)

  test("of a backend, the hub keeps its server and no other hub gets in", async () => {
    const dataDir = await clusterFolder()
    const hub = await startHub(dataDir)
    const lockHolder = `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'paidout hub lock'`
    await run(hub, lockHolder)
    rmSync(path.join(dataDir, "hub.lock"))
    await vi.waitFor(
      async () => {
        const holders = await run(hub, "select from pg_locks where locktype = 'advisory'")
        expect(holders).toHaveLength(1)
      },
      { timeout: 15_000 },
    )
    const second = spawnEmbedded(dataDir)
    expect((await second.started).code).toBe("data_dir_in_use")
    expect(hub.lines.slice(1)).toEqual([])
  })

  test("of the server and then the hub, the next start recovers", async () => {
    const dataDir = await clusterFolder()
    const killed = await startHub(dataDir)
    await run(killed, insert)
    const server = postmasterPid(dataDir)
    process.kill(killed.pid, "SIGSTOP")
    process.kill(server, "SIGKILL")
    await killed.kill("SIGKILL")

    const next = await startHub(dataDir)
    expect((await next.started).takenOver).toBe(false)
    expect(await run(next, read)).toEqual([{ number: 7 }])
    await next.kill("SIGTERM")
    await expectNoServer(dataDir)
  })

  test("of the hub while a backend is busy, the next start still gets the folder", async () => {
    const dataDir = await clusterFolder()
    const killed = await startHub(dataDir)
    const connection = (await killed.started).connection as PostgresConnection
    const pool = createPool(connection, { statementTimeoutMs: 0 })
    const busy = pool.query("select pg_sleep(60)").catch((error: unknown) => error)
    await killed.kill("SIGKILL")
    const next = await startHub(dataDir)
    expect(await busy).toBeInstanceOf(Error)
    await pool.end()
    expect((await next.started).takenOver).toBe(true)
  })

  test("of the hub in the middle of the first start, the next one makes the database", async () => {
    const dataDir = temporaryFolder()
    const killed = spawnEmbedded(dataDir)
    const isDraft = (name: string) => name.startsWith("postgres.initdb-")
    const draft = await vi.waitFor(
      () => {
        const name = readdirSync(dataDir).find(isDraft) ?? "none"
        expect(existsSync(path.join(dataDir, name, "base"))).toBe(true)
        return name
      },
      { timeout: 10_000, interval: 5 },
    )
    await killed.kill("SIGKILL")
    expect(existsSync(path.join(dataDir, "postgres"))).toBe(false)

    const next = await startHub(dataDir)
    expect(await run(next, "select 1 as one")).toEqual([{ one: 1 }])
    expect(readdirSync(dataDir)).not.toContain(draft)
  })
})

describe.skipIf(process.platform !== "linux")("a hub that exits without stopping", () => {
  test("takes its server with it", async () => {
    const dataDir = await clusterFolder()
    const hub = await startHub(dataDir)
    await hub.kill("SIGUSR2")
    await expectNoServer(dataDir)
  })
})

describe.skipIf(process.platform !== "linux")("files that a server left", () => {
  test.each([
    { name: "another process", makePid: async () => process.pid },
    { name: "a zombie", makePid: makeZombie },
  ])("with a pid that is now $name do not keep the next one from starting", async ({ makePid }) => {
    const dataDir = await clusterFolder()
    const first = await startHub(dataDir)
    const socketFolder = (await first.started).connection?.host ?? "none"
    await first.kill("SIGTERM")
    const pid = await makePid()
    const file = `${pid}\n${dataDir}/postgres\n1\n5432\n${socketFolder}\n\n  1 2\nready   \n`
    writeFileSync(path.join(dataDir, "postgres/postmaster.pid"), file)
    mkdirSync(socketFolder, { mode: 0o700 })
    writeFileSync(path.join(socketFolder, ".s.PGSQL.5432.lock"), file)
    const second = await startHub(dataDir)
    expect((await second.started).takenOver).toBe(false)
  })
})

/** A dead process whose parent never asks for its exit code, as in a container without an init. */
async function makeZombie(): Promise<number> {
  // The child waits for the end of its input: were it to die before the shell has become `sleep`,
  // the shell would ask for its exit code.
  const parent = spawn("sh", ["-c", "cat <&3 & echo $!; exec sleep 60"], {
    stdio: ["ignore", "pipe", "ignore", "pipe"],
  })
  onTestFinished(() => void parent.kill("SIGKILL"))
  const [line] = (await once(parent.stdout as Readable, "data")) as [Buffer]
  const pid = Number(line.toString())
  const parentName = () => readFileSync(`/proc/${parent.pid}/comm`, "utf8").trim()
  await vi.waitFor(() => expect(parentName()).toBe("sleep"))
  ;(parent.stdio[3] as Writable).end()
  await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(") Z "))
  return pid
}
