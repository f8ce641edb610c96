import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, onTestFinished } from "vitest"
import { openDataFolder } from "../../src/postgres/embedded/data-folder.ts"
import { startEmbeddedServer } from "../../src/postgres/embedded/start.ts"
import { killServers } from "./embedded-process.ts"
import { temporaryFolder } from "./temporary-folder.ts"

let seed: Promise<string> | undefined

/**
 * A data folder whose database is made already: a copy of one that the test file makes once,
 * because initdb is the slow part. Servers that a failed test left in it are killed.
 */
export async function clusterFolder(): Promise<string> {
  const dataDir = temporaryFolder()
  const socketFolder = path.join("/tmp", `paidout-${openDataFolder(dataDir).digest}`)
  onTestFinished(() => {
    killServers(dataDir)
    rmSync(socketFolder, { recursive: true, force: true })
  })
  const from = await (seed ??= makeSeed())
  const copy = spawnSync("cp", ["-a", `${from}/.`, dataDir], { encoding: "utf8" })
  if (copy.status !== 0) throw new Error(`cp: ${copy.stderr}`)
  return dataDir
}

async function makeSeed(): Promise<string> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-seed-"))
  afterAllRemove.push(dataDir)
  const server = await startEmbeddedServer({ dataDir, settings: { fsync: "off" } })
  await server.stop()
  return dataDir
}

const afterAllRemove: string[] = []
afterAll(() => {
  for (const folder of afterAllRemove) rmSync(folder, { recursive: true, force: true })
})
