import { readFileSync, rmSync, statSync } from "node:fs"
import path from "node:path"
import { processCommand } from "./process-identity.ts"

/** postmaster.pid, as the server writes it (PostgreSQL's miscinit.h, LOCK_FILE_LINE_*). */
export interface PostmasterFile {
  readonly pid: number
  readonly socketFolder: string
  readonly ready: boolean
}

export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n")
    const pid = Number(lines[0])
    if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
    return { pid, socketFolder: lines[4] ?? "", ready: lines[7]?.startsWith("ready") === true }
  } catch {
    return undefined
  }
}

/**
 * The living server of this cluster, if there is one. Pids are reused, so the process must also
 * have been started with the socket folder that the file names.
 */
export function findLiveServer(cluster: string): PostmasterFile | undefined {
  const file = readPostmasterFile(cluster)
  if (file === undefined || file.socketFolder === "") return undefined
  const command = processCommand(file.pid)
  return command?.includes(`unix_socket_directories=${file.socketFolder}`) === true
    ? file
    : undefined
}

/**
 * Removes what a server that is gone left: postmaster.pid and the socket's lock file. PostgreSQL
 * takes a zombie, or another process that got the pid, for a live server; orphaned backends are
 * still kept out by the shared memory, whose key comes from the cluster's inode.
 */
export function removeStaleFiles(cluster: string, socketFolder: string): void {
  const socketLock = path.join(socketFolder, ".s.PGSQL.5432.lock")
  for (const file of [path.join(cluster, "postmaster.pid"), socketLock]) {
    const pid = readPid(file)
    if (pid !== undefined && !mayServe(pid, cluster)) rmSync(file, { force: true })
  }
}

/** Both files begin with the pid. Zero stands for an unreadable one, which no process has. */
function readPid(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, "utf8"), 10) || 0
  } catch {
    return undefined
  }
}

/** In doubt yes: a server that somebody started by hand is left to PostgreSQL's own check. */
function mayServe(pid: number, cluster: string): boolean {
  if (processCommand(pid)?.includes("postgres") !== true) return false
  try {
    const working = statSync(`/proc/${pid}/cwd`)
    const expected = statSync(cluster)
    return working.ino === expected.ino && working.dev === expected.dev
  } catch {
    return true
  }
}
