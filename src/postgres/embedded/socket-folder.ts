import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  mkdirSync,
  openSync,
} from "node:fs"
import os from "node:os"
import path from "node:path"
import { PaidoutError } from "../../errors.ts"
import type { DataFolder } from "./data-folder.ts"
import type { ServerUser } from "./server-user.ts"

/** The kernel allows 107 bytes on Linux and 103 on macOS; "/.s.PGSQL.5432" follows the folder. */
const socketPathBytesMax = 100
const socketNameBytes = "/.s.PGSQL.5432".length

/**
 * Makes the folder of the server's socket: short whatever DATA_DIR is, mode 700, owned by the
 * server's user. Throws `embedded_unavailable` when somebody else's file has its name.
 */
export function prepareSocketFolder(folder: DataFolder, user: ServerUser | undefined): string {
  const socketFolder = path.join(socketParent(user), `paidout-${folder.digest}`)
  try {
    mkdirSync(socketFolder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
  }
  takeSocketFolder(socketFolder, user)
  return socketFolder
}

/** By descriptor, so that nobody can put a link in its place between the look and the change. */
function takeSocketFolder(socketFolder: string, user: ServerUser | undefined): void {
  const descriptor = openFolder(socketFolder)
  try {
    const status = fstatSync(descriptor)
    const own = process.getuid?.()
    if (status.uid !== own && status.uid !== user?.uid) {
      throw socketFolderTaken(socketFolder)
    }
    if (user !== undefined && status.uid !== user.uid) fchownSync(descriptor, user.uid, user.gid)
    if ((status.mode & 0o777) !== 0o700) fchmodSync(descriptor, 0o700)
  } finally {
    closeSync(descriptor)
  }
}

function openFolder(socketFolder: string): number {
  try {
    const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
    return openSync(socketFolder, flags)
  } catch (error) {
    throw socketFolderTaken(socketFolder, error)
  }
}

function socketFolderTaken(socketFolder: string, cause?: unknown): PaidoutError {
  return new PaidoutError(
    "embedded_unavailable",
    `${socketFolder} should be the folder of the database's socket, but is somebody else's: ` +
      `have it removed, or set DATABASE_URL`,
    { cause },
  )
}

function socketParent(user: ServerUser | undefined): string {
  const parent = os.tmpdir()
  const bytes = Buffer.byteLength(parent) + "/paidout-".length + 12 + socketNameBytes
  // For a root hub the server's user must walk there, and root's TMPDIR may be private.
  return user !== undefined || bytes > socketPathBytesMax ? "/tmp" : parent
}
