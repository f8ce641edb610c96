import { rmSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { PaidoutError } from "../../errors.ts"
import { sendSignal } from "./end-server.ts"
import { readPassword } from "./initialise-cluster.ts"
import { launchServer } from "./launch.ts"
import type { LaunchPlan, ServerExit, ServerProcess } from "./launch.ts"
import { serverConnection } from "./server-connection.ts"
import { takeServerLock } from "./server-lock.ts"
import type { ServerLock } from "./server-lock.ts"

/** `restarting` until it is `restarted`; `resting` where it died too often to be tried at once. */
export interface ServerTrouble {
  readonly kind: "restarting" | "restarted" | "resting"
  readonly reason: string
}

export interface SupervisedServer {
  stop(): Promise<void>
  onTrouble(callback: (trouble: ServerTrouble) => void): void
}

/** Beyond so many starts within the window it rests between them: a full disk ends every one. */
const restartsMax = 5
const restartWindowMs = 60_000
const restMs = 5_000
const lockWaitMs = 2_000

/**
 * Launches the server, holds its hub lock, and launches it anew when it dies by itself, for as long
 * as it takes: whoever makes room on a full disk need not think of the hub. The server is also told
 * to end when this process exits without stop().
 */
export async function superviseServer(plan: LaunchPlan): Promise<SupervisedServer> {
  const callbacks: ((trouble: ServerTrouble) => void)[] = []
  const restarts: number[] = []
  let stopping = false
  let current: ServerProcess | undefined
  let lock: ServerLock | undefined
  let restart: Promise<void> | undefined

  async function launch(): Promise<void> {
    // Forgotten first: the session that ended with the old server must not be taken again.
    lock = undefined
    const server = await launchServer(plan)
    current = server
    try {
      await takeLock()
    } catch (error) {
      await server.stop()
      current = undefined
      throw error
    }
    void server.exited.then((exit) => {
      current = undefined
      if (!stopping) restart = restartAfter(exit)
    })
  }

  async function takeLock(): Promise<void> {
    const connection = serverConnection(plan.socketFolder, readPassword(plan.folder), "postgres")
    const taken = await takeServerLock(connection, lockWaitMs)
    if (taken === undefined) {
      throw new PaidoutError("data_dir_in_use", `${plan.folder.root} is in use by another Paidout`)
    }
    lock = taken
    taken.client.on("end", () => void retakeLock(taken))
    await ensureDatabase(taken)
  }

  /** Only the session was lost, for example ended by hand: the server itself goes on. */
  async function retakeLock(lost: ServerLock): Promise<void> {
    while (!stopping && lock === lost && current !== undefined) {
      await sleep(200)
      if (stopping || lock !== lost || current === undefined) return
      await takeLock().catch((error: unknown) => {
        plan.log.warn({ err: error }, "cannot take the database's hub lock again; retrying")
      })
    }
  }

  async function restartAfter(exit: ServerExit): Promise<void> {
    let reason = `ended with ${exit.signal ?? exit.code ?? "an error"}`
    while (!stopping) {
      if (restartsOfLate() >= restartsMax) {
        tell({ kind: "resting", reason })
        await restOrStop()
        if (stopping) return
      }
      restarts.push(performance.now())
      tell({ kind: "restarting", reason })
      try {
        await launch()
        return tell({ kind: "restarted", reason })
      } catch (error) {
        reason = (error as Error).message
        await sleep(500)
      }
    }
  }

  function restartsOfLate(): number {
    const since = performance.now() - restartWindowMs
    while ((restarts[0] ?? since) < since) restarts.shift()
    return restarts.length
  }

  /** A stop need not wait for it. */
  async function restOrStop(): Promise<void> {
    const until = performance.now() + restMs
    while (!stopping && performance.now() < until) await sleep(50)
  }

  function tell(trouble: ServerTrouble): void {
    plan.log.error({ ...trouble }, "the embedded database server ended by itself")
    for (const callback of callbacks) callback(trouble)
  }

  const endWithProcess = () => {
    if (current !== undefined) sendSignal(current.pid, "SIGINT")
  }
  process.on("exit", endWithProcess)

  async function stop(): Promise<void> {
    stopping = true
    await restart?.catch(() => {})
    await lock?.close()
    await current?.stop()
    process.off("exit", endWithProcess)
    rmSync(plan.socketFolder, { recursive: true, force: true })
  }

  try {
    await launch()
  } catch (error) {
    process.off("exit", endWithProcess)
    rmSync(plan.socketFolder, { recursive: true, force: true })
    throw error
  }
  return { stop, onTrouble: (callback) => void callbacks.push(callback) }
}

/** The database is made once; every later start only looks. */
async function ensureDatabase(lock: ServerLock): Promise<void> {
  const { rowCount } = await lock.client.query(
    "select 1 from pg_database where datname = 'paidout'",
  )
  if (rowCount === 0) await lock.client.query("create database paidout")
}
