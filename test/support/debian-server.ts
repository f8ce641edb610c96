import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { chooseServerUser } from "../../src/postgres/embedded/server-user.ts"
import type { PostgresConnection } from "../../src/postgres/pool.ts"

const programs = "/usr/lib/postgresql/15/bin"

/** For a declared skip: Debian's PostgreSQL 15, the oldest release that must work. */
export const debianServerInstalled = existsSync(path.join(programs, "postgres"))

export interface DebianServer {
  /** A superuser's, without a password; the database is `postgres`. */
  readonly connection: PostgresConnection
  /** The same, for DATABASE_URL. */
  readonly url: string
  stop(): Promise<void>
}

/** Starts a PostgreSQL 15 in a temporary folder; nothing of it outlives stop(). */
export async function startDebianServer(): Promise<DebianServer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-pg15-"))
  const user = chooseServerUser(path.join(folder, "none"))
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const options = { ...user, cwd: "/", env: { PATH: "/usr/bin:/bin", LC_ALL: "C" } }
  const cluster = path.join(folder, "cluster")
  const initdb = spawnSync(
    path.join(programs, "initdb"),
    ["-D", cluster, "-U", "paidout", "-E", "UTF8", "--locale=C", "--auth=trust", "--no-sync"],
    { ...options, encoding: "utf8" },
  )
  if (initdb.status !== 0) throw new Error(`initdb: ${initdb.stderr}`)
  const server = spawn(
    path.join(programs, "postgres"),
    [
      ...["-D", cluster, "-c", "listen_addresses=", "-c", `unix_socket_directories=${folder}`],
      ...["-c", "fsync=off"],
    ],
    { ...options, stdio: "ignore" },
  )
  const exited = once(server, "exit")
  while (!isReady(cluster)) {
    if (server.exitCode !== null) throw new Error("PostgreSQL 15 did not start")
    await sleep(20)
  }
  return {
    connection: { host: folder, port: 5432, user: "paidout", password: "", database: "postgres" },
    url: `postgres://paidout@localhost/postgres?host=${folder}`,
    async stop() {
      server.kill("SIGINT")
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function isReady(cluster: string): boolean {
  const file = path.join(cluster, "postmaster.pid")
  return existsSync(file) && /^ready/m.test(readFileSync(file, "utf8"))
}
