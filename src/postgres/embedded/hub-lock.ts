import { randomBytes } from "node:crypto"
import {
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { PaidoutError } from "../../errors.ts"
import type { DataFolder } from "./data-folder.ts"
import { processIdentity, processSpace } from "./process-identity.ts"

export interface HubLock {
  release(): void
}

const attemptsMax = 20
/** A holder in another container cannot be seen, but it touches its file. */
const beatIntervalMs = 1_500
const beatWaitMs = 5_000

/**
 * Takes the lock file of a data folder: at any time one living process holds it. One left by a
 * dead process is replaced. Throws `data_dir_in_use` with the pid of the holder.
 */
export async function takeHubLock(folder: DataFolder): Promise<HubLock> {
  const identity = processIdentity(process.pid) ?? "unknown"
  const content = `${process.pid} ${identity} ${processSpace()} ${randomName()}\n`
  const draft = `${folder.lockFile}.${randomName()}`
  writeFileSync(draft, content, { mode: 0o600, flag: "wx" })
  try {
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      // A link appears with its content or not at all, unlike a file made with O_EXCL.
      if (linkIfFree(draft, folder.lockFile)) return holdLock(folder.lockFile, content)
      const held = readIfThere(folder.lockFile)
      if (held === undefined) continue
      const [pid, holder, space] = held.trim().split(" ")
      const alive =
        space === processSpace()
          ? processIdentity(Number(pid)) === holder
          : await isTouched(folder.lockFile)
      if (alive) throw inUse(folder, `process ${pid}`)
      setAside(folder.lockFile, held)
    }
    throw inUse(folder, "just started")
  } finally {
    rmSync(draft, { force: true })
  }
}

function inUse(folder: DataFolder, holder: string): PaidoutError {
  return new PaidoutError(
    "data_dir_in_use",
    `${folder.root} is in use by another Paidout (${holder}): stop it first, ` +
      `or choose another DATA_DIR`,
  )
}

function holdLock(lockFile: string, content: string): HubLock {
  const beat = setInterval(() => touch(lockFile), beatIntervalMs)
  beat.unref()
  return {
    release() {
      clearInterval(beat)
      if (readIfThere(lockFile) === content) rmSync(lockFile, { force: true })
    },
  }
}

function touch(lockFile: string): void {
  try {
    const seconds = Date.now() / 1_000
    utimesSync(lockFile, seconds, seconds)
  } catch {
    // Removed by hand, or the disk fails: the server's own lock still keeps other hubs out.
  }
}

async function isTouched(lockFile: string): Promise<boolean> {
  const before = touchedAt(lockFile)
  const deadline = performance.now() + beatWaitMs
  while (performance.now() < deadline) {
    await sleep(100)
    if (touchedAt(lockFile) !== before) return true
  }
  return false
}

function touchedAt(lockFile: string): number | undefined {
  return statSync(lockFile, { throwIfNoEntry: false })?.mtimeMs
}

/** Removes a dead holder's file, and puts back what a faster process wrote there meanwhile. */
function setAside(lockFile: string, judged: string): void {
  const aside = `${lockFile}.${randomName()}`
  try {
    renameSync(lockFile, aside)
  } catch {
    return
  }
  if (readIfThere(aside) !== judged) linkIfFree(aside, lockFile)
  rmSync(aside, { force: true })
}

function linkIfFree(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false
    throw error
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
}

function randomName(): string {
  return randomBytes(6).toString("hex")
}
