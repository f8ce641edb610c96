import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { checkCluster } from "../../../src/postgres/embedded/check-cluster.ts"
import { locateBinaries } from "../../../src/postgres/embedded/binaries.ts"
import { openDataFolder } from "../../../src/postgres/embedded/data-folder.ts"
import {
  initialiseCluster,
  readPassword,
} from "../../../src/postgres/embedded/initialise-cluster.ts"
import {
  launchServer,
  type LaunchPlan,
  type ServerProcess,
} from "../../../src/postgres/embedded/launch.ts"
import { serverConnection } from "../../../src/postgres/embedded/server-connection.ts"
import { chooseServerUser } from "../../../src/postgres/embedded/server-user.ts"
import { defaultSettings } from "../../../src/postgres/embedded/settings.ts"
import { prepareSocketFolder } from "../../../src/postgres/embedded/socket-folder.ts"
import { silentLog } from "../../../src/postgres/log.ts"
import { signalProcess } from "./signal-process.ts"
import { createPool, type Pool, type PostgresConnection } from "../../../src/postgres/pool.ts"

/** A PostgreSQL of its own, as durable as in production, that can be killed and started again. */
export interface DatabaseServer {
  readonly connection: PostgresConnection
  /** For the test's own questions. */
  readonly pool: Pool
  /** `kill -9` of the postmaster; started again after so many ms. */
  killPostmaster(downMs: number): Promise<void>
  /** `kill -9` of one backend: the postmaster ends all others and recovers. */
  killBackend(): Promise<void>
  terminateBackends(): Promise<void>
  stop(): Promise<void>
}

const settings = { ...defaultSettings, max_connections: "200" }
const APPLICATION = "chaos"

export async function startDatabaseServer(): Promise<DatabaseServer> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-chaos-"))
  const folder = openDataFolder(dataDir)
  const user = chooseServerUser(folder.cluster)
  const binaries = await locateBinaries(user)
  if (checkCluster(folder, binaries.major) !== "ready") {
    await initialiseCluster(folder, binaries, { user, sync: true })
  }
  const socketFolder = prepareSocketFolder(folder, user)
  const plan: LaunchPlan = { folder, binaries, user, socketFolder, settings, log: silentLog }
  let server: ServerProcess = await launchServer(plan)
  // Ctrl-C, a failed check: nothing of a run outlives it.
  const endWithProcess = () => signalProcess(server.pid, "SIGINT")
  process.on("exit", endWithProcess)
  const connectionTo = (database: string) =>
    serverConnection(socketFolder, readPassword(folder), database)
  const admin = createPool(connectionTo("postgres"), { connectionsMax: 1 })
  await admin.query("create database paidout")
  await admin.end()
  const connection = connectionTo("paidout")
  const pool = createPool(connection, {
    applicationName: APPLICATION,
    connectionsMax: 3,
    statementTimeoutMs: 300_000,
  })

  return {
    connection,
    pool,
    async killPostmaster(downMs) {
      signalProcess(server.pid, "SIGKILL")
      await server.exited
      await sleep(downMs)
      server = await launchServer(plan)
    },
    async killBackend() {
      const { rows } = await pool.query<{ pid: number }>(
        `select pid from pg_stat_activity
         where datname = current_database() and application_name <> $1 limit 1`,
        [APPLICATION],
      )
      const [backend] = rows
      if (backend !== undefined) signalProcess(backend.pid, "SIGKILL")
    },
    async terminateBackends() {
      await pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name <> $1`,
        [APPLICATION],
      )
    },
    async stop() {
      await pool.end()
      await server.stop()
      process.off("exit", endWithProcess)
      rmSync(socketFolder, { recursive: true, force: true })
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
