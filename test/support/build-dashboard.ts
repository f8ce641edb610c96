import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

const root = path.join(import.meta.dirname, "../..")
const built = path.join(root, "dist/dashboard/index.html")
const lock = path.join(root, "dist/dashboard.building")
const buildMsMax = 60_000

/** What the tests look at is what the sources say: built anew where they changed since. */
export async function ensureDashboardBuilt(): Promise<void> {
  for (let waited = 0; isStale(); waited += 100) {
    if (!takeLock()) {
      // Who died with the lock does not hold up the next run for ever.
      if (waited > buildMsMax) rmSync(lock, { recursive: true, force: true })
      await sleep(100)
      continue
    }
    try {
      if (isStale()) execFileSync(process.execPath, [path.join(root, "scripts/build-dashboard.ts")])
      return
    } finally {
      rmSync(lock, { recursive: true, force: true })
    }
  }
}

function isStale(): boolean {
  const made = statSync(built, { throwIfNoEntry: false })?.mtimeMs
  return made === undefined || newestBelow(path.join(root, "dashboard")) > made
}

function newestBelow(folder: string): number {
  const times = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs)
  return Math.max(...times)
}

function takeLock(): boolean {
  try {
    mkdirSync(path.dirname(lock), { recursive: true })
    mkdirSync(lock)
    return true
  } catch {
    return false
  }
}
