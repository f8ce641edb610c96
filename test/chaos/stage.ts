import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { connectionStringOf } from "../support/connection.ts"
import { startDatabaseProxy } from "../support/database-proxy.ts"
import { startDatabaseServer } from "./processes/database-server.ts"
import type { Stage } from "./processes/disrupt.ts"
import { createHubProcess, type HubProcess } from "./processes/hub-process.ts"
import { until } from "./until.ts"

export const API_KEY = "pd_the_key_of_the_chaos_run"

export interface RunningStage extends Stage {
  readonly logFile: string
  /** Base addresses of the hubs that listen now. */
  readonly urls: () => readonly string[]
  readonly allReady: () => Promise<void>
  remove(): Promise<void>
}

const START_MS_MAX = 120_000

/** A database and its hubs; the last hub's way to it leads through a network that can fail. */
export async function openStage(options: {
  readonly hubs: number
  readonly workers: number
}): Promise<RunningStage> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-chaos-hubs-"))
  const database = await startDatabaseServer()
  const proxy = await startDatabaseProxy(database.connection)
  const logFile = path.join(folder, "hubs.log")
  const hubs = Array.from({ length: options.hubs }, (_, at) => {
    const isLast = at === options.hubs - 1
    return createHubProcess({
      logFile,
      words: options.workers > 1 ? ["--workers", String(options.workers)] : [],
      environment: {
        DATA_DIR: path.join(folder, `hub-${at}`),
        DATABASE_URL: connectionStringOf(isLast ? proxy.connection : database.connection),
        PAIDOUT_SECRET_KEY: "the secret key of the chaos run",
        PAIDOUT_API_KEY: API_KEY,
        ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
        // Clocks are moved by months: what would be old by them is still to be looked at.
        RETAIN_ATTEMPTS_DAYS: "36500",
        RETAIN_BODIES_DAYS: "36500",
      },
    })
  })
  const endWithProcess = () => {
    for (const hub of hubs) void hub.kill()
  }
  process.on("exit", endWithProcess)
  const allReady = () =>
    until(() => hubs.every(({ url }) => url !== undefined), {
      ms: START_MS_MAX,
      what: "the hubs to be ready",
    })
  for (const hub of hubs) hub.start()
  await allReady()
  return {
    hubs,
    database,
    proxy,
    logFile,
    allReady,
    urls: () => hubs.flatMap(({ url }) => url ?? []),
    async remove() {
      await Promise.all(hubs.map((hub: HubProcess) => hub.kill()))
      process.off("exit", endWithProcess)
      await proxy.close()
      await database.stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
