import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { locateBinaries } from "../../src/postgres/embedded/binaries.ts"
import { sendSignal } from "../../src/postgres/embedded/end-server.ts"
import { chooseServerUser } from "../../src/postgres/embedded/server-user.ts"
import type { PostgresConnection } from "../../src/postgres/pool.ts"
import { serverProcesses } from "./embedded-process.ts"

export interface ReplicatedServer {
  /** A superuser's, without a password; the database is `postgres`. */
  readonly connection: PostgresConnection
  /** To all its processes: SIGSTOP is a machine that hangs. */
  signal(signal: NodeJS.Signals): void
  /** Kills all its processes, as when the machine loses its power. */
  kill(): Promise<void>
  start(): Promise<void>
  /** Of a standby: it takes writes from then on. */
  promote(): void
}

export interface ReplicatedServers {
  readonly primary: ReplicatedServer
  /** Streams from the primary, which waits for it before a commit is done. */
  readonly standby: ReplicatedServer
  remove(): Promise<void>
}

const READY_MS_MAX = 30_000

/** A primary and its synchronous standby, of the embedded programs, in a temporary folder. */
export async function startReplicatedServers(): Promise<ReplicatedServers> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-replicated-"))
  const user = chooseServerUser(path.join(folder, "none"))
  const roots = ["primary", "standby"].map((name) => path.join(folder, name))
  for (const root of roots) mkdirSync(root)
  if (user !== undefined) for (const each of [folder, ...roots]) chownSync(each, user.uid, user.gid)
  const binaries = await locateBinaries(user)
  const options = { ...user, cwd: "/", env: { PATH: "/usr/bin:/bin", LC_ALL: "C" } }
  const run = (program: string, ...words: readonly string[]) => {
    const ended = spawnSync(program, words, { ...options, encoding: "utf8" })
    if (ended.status !== 0) throw new Error(`${program}: ${ended.stderr}`)
  }
  const [first, second] = roots.map((root) => path.join(root, "postgres"))
  if (first === undefined || second === undefined) throw new Error("there are two")
  run(binaries.initdb, "-D", first, "-U", "paidout", "-E", "UTF8", "--auth=trust", "--no-sync")
  const settings = ["synchronous_standby_names = 'standby'", "synchronous_commit = remote_apply"]
  appendFileSync(path.join(first, "postgresql.conf"), `${settings.join("\n")}\n`)
  run("/bin/cp", "-a", first, second)
  // Its commits wait for nobody: it is promoted when the primary is gone.
  const from = `host=${folder} port=5432 user=paidout application_name=standby`
  appendFileSync(
    path.join(second, "postgresql.conf"),
    `primary_conninfo = '${from}'\nsynchronous_standby_names = ''\n`,
  )
  run("/bin/touch", path.join(second, "standby.signal"))

  function serverIn(cluster: string, port: number): ReplicatedServer {
    const root = path.dirname(cluster)
    const file = path.join(cluster, "postmaster.pid")
    let running: ChildProcess | undefined
    const signal = (name: NodeJS.Signals) => {
      for (const pid of serverProcesses(root)) sendSignal(pid, name)
    }
    return {
      connection: { host: folder, port, user: "paidout", password: "", database: "postgres" },
      signal,
      async kill() {
        if (running === undefined) return
        const exited = once(running, "exit")
        running = undefined
        signal("SIGKILL")
        await exited
        while (serverProcesses(root).length > 0) await sleep(10)
      },
      async start() {
        rmSync(file, { force: true })
        const words = ["-D", cluster, "-c", "listen_addresses=", "-c", `port=${port}`]
        const place = ["-c", `unix_socket_directories=${folder}`, "-c", "fsync=off"]
        running = spawn(binaries.postgres, [...words, ...place], { ...options, stdio: "ignore" })
        const deadline = performance.now() + READY_MS_MAX
        while (!existsSync(file) || !/^ready/m.test(readFileSync(file, "utf8"))) {
          if (performance.now() > deadline) throw new Error(`${cluster} did not start`)
          await sleep(20)
        }
      },
      promote() {
        run(path.join(path.dirname(binaries.postgres), "pg_ctl"), "promote", "-D", cluster)
      },
    }
  }

  const primary = serverIn(first, 5432)
  const standby = serverIn(second, 5433)
  await Promise.all([primary.start(), standby.start()])
  return {
    primary,
    standby,
    async remove() {
      await Promise.all([primary.kill(), standby.kill()])
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
