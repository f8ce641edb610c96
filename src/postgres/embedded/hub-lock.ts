import { randomBytes } from "node:crypto"
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { PaidoutError } from "../../errors.ts"
import type { DataFolder } from "./data-folder.ts"
import { processIdentity } from "./process-identity.ts"

export interface HubLock {
  release(): void
}

const attemptsMax = 20

/**
 * Takes the lock file of a data folder: at any time one living process holds it. One left by a
 * dead process is replaced. Throws `data_dir_in_use` with the pid of the holder.
 */
export function takeHubLock(folder: DataFolder): HubLock {
  const content = `${process.pid} ${processIdentity(process.pid) ?? "unknown"} ${randomName()}\n`
  const draft = `${folder.lockFile}.${randomName()}`
  writeFileSync(draft, content, { mode: 0o600, flag: "wx" })
  try {
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      // A link appears with its content or not at all, unlike a file made with O_EXCL.
      if (linkIfFree(draft, folder.lockFile)) {
        return { release: () => releaseLock(folder.lockFile, content) }
      }
      const held = readIfThere(folder.lockFile)
      if (held === undefined) continue
      refuseIfAlive(folder, held)
      setAside(folder.lockFile, held)
    }
    throw new PaidoutError("data_dir_in_use", `${folder.root} is being taken by another process`)
  } finally {
    rmSync(draft, { force: true })
  }
}

function refuseIfAlive(folder: DataFolder, held: string): void {
  const [pidText, identity] = held.split(" ")
  const pid = Number(pidText)
  if (!Number.isSafeInteger(pid) || pid <= 0) return
  if (processIdentity(pid) !== identity) return
  throw new PaidoutError(
    "data_dir_in_use",
    `${folder.root} is in use by another Paidout (process ${pid}): stop it first, ` +
      `or choose another DATA_DIR`,
  )
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

function releaseLock(lockFile: string, content: string): void {
  if (readIfThere(lockFile) === content) rmSync(lockFile, { force: true })
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
