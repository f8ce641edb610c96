import { chmodSync, lchownSync, lstatSync, mkdirSync } from "node:fs"
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
  const status = lstatSync(socketFolder)
  const own = process.getuid?.()
  const expected = user?.uid ?? own
  if (!status.isDirectory() || (status.uid !== expected && status.uid !== own)) {
    throw new PaidoutError(
      "embedded_unavailable",
      `${socketFolder} should be the folder of the database's socket, but belongs to user ` +
        `${status.uid}: have it removed, or set TMPDIR to another folder`,
    )
  }
  if (user !== undefined && status.uid !== user.uid) lchownSync(socketFolder, user.uid, user.gid)
  if ((status.mode & 0o777) !== 0o700) chmodSync(socketFolder, 0o700)
  return socketFolder
}

function socketParent(user: ServerUser | undefined): string {
  const parent = os.tmpdir()
  const bytes = Buffer.byteLength(parent) + "/paidout-".length + 12 + socketNameBytes
  // For a root hub the server's user must walk there, and root's TMPDIR may be private.
  return user !== undefined || bytes > socketPathBytesMax ? "/tmp" : parent
}
