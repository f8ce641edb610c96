import { spawn } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"
import { PaidoutError } from "../../errors.ts"
import type { PostgresLog } from "../log.ts"
import type { Binaries } from "./binaries.ts"
import type { DataFolder } from "./data-folder.ts"
import { endServer } from "./end-server.ts"
import { readPostmasterFile, removeStaleFiles } from "./postmaster-file.ts"
import { openCluster, spawnOptionsFor } from "./run-as.ts"
import { openServerLog } from "./server-log.ts"
import type { ServerUser } from "./server-user.ts"
import { settingArguments } from "./settings.ts"
import type { ServerSettings } from "./settings.ts"

export interface LaunchPlan {
  readonly folder: DataFolder
  readonly binaries: Binaries
  readonly user: ServerUser | undefined
  readonly socketFolder: string
  readonly settings: ServerSettings
  readonly log: PostgresLog
}

export interface ServerExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface ServerProcess {
  readonly pid: number
  /** Resolves when the process is gone. */
  readonly exited: Promise<ServerExit>
  stop(): Promise<void>
}

/** Backends orphaned by a killed postmaster hold its shared memory until they notice. */
const orphanWaitMs = 10_000
/** Crash recovery replays up to max_wal_size and may be long on a slow disk. */
const readyWaitMs = 600_000

const transientFailure = /pre-existing shared memory block|lock file "\S+" already exists/

/**
 * Starts the server and waits until it takes connections. Throws `database_unavailable`, or
 * `data_dir_in_use` when a server that is not ours goes on using the cluster.
 */
export async function launchServer(plan: LaunchPlan): Promise<ServerProcess> {
  const deadline = performance.now() + orphanWaitMs
  for (;;) {
    removeStaleFiles(plan.folder.cluster, plan.socketFolder)
    const outcome = await launchOnce(plan)
    if (typeof outcome !== "string") return outcome
    if (!transientFailure.test(outcome) || performance.now() >= deadline) {
      throw new PaidoutError(
        transientFailure.test(outcome) ? "data_dir_in_use" : "database_unavailable",
        `the embedded PostgreSQL did not start; ${plan.folder.logFile} ends with: ${outcome}`,
      )
    }
    await sleep(100)
  }
}

/** The ready server, or what it wrote before it ended. */
async function launchOnce(plan: LaunchPlan): Promise<ServerProcess | string> {
  const serverLog = openServerLog(plan.folder.logFile)
  try {
    const server = spawnServer(plan, serverLog.descriptor)
    if (typeof server === "string") return server
    let gone = false
    const markGone = () => {
      gone = true
    }
    void server.exited.then(markGone)
    const started = performance.now()
    while (!isReady(plan.folder.cluster, server.pid)) {
      if (gone) return serverLog.tail()
      if (performance.now() - started > readyWaitMs) {
        await server.stop()
        return `not ready after ${readyWaitMs / 1_000} s. ${serverLog.tail()}`
      }
      await sleep(10)
    }
    return server
  } finally {
    serverLog.close()
  }
}

function isReady(cluster: string, pid: number): boolean {
  const file = readPostmasterFile(cluster)
  return file?.pid === pid && file.ready
}

function spawnServer(plan: LaunchPlan, logDescriptor: number): ServerProcess | string {
  const access = openCluster(plan.folder.cluster, plan.user)
  try {
    const child = spawn(
      plan.binaries.postgres,
      [
        ...["-D", access.path],
        ...["-c", `unix_socket_directories=${plan.socketFolder}`],
        ...settingArguments(plan.settings),
      ],
      {
        ...spawnOptionsFor(plan.user),
        // Its own session: Ctrl-C in the hub's terminal must not end the server before the hub.
        detached: true,
        stdio: ["ignore", logDescriptor, logDescriptor, access.descriptor ?? "ignore"],
      },
    )
    let gone = false
    const exited = new Promise<ServerExit>((resolve) => {
      child.on("error", () => resolve({ code: null, signal: null }))
      child.on("exit", (code, signal) => resolve({ code, signal }))
    }).then((exit) => {
      gone = true
      return exit
    })
    const { pid } = child
    if (pid === undefined) return `${plan.binaries.postgres} could not be run`
    return { pid, exited, stop: async () => await endServer(pid, () => gone) }
  } finally {
    access.close()
  }
}
