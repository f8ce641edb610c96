import { setTimeout as sleep } from "node:timers/promises"
import { PaidoutError } from "../../errors.ts"
import type { PostgresLog } from "../log.ts"
import type { DataFolder } from "./data-folder.ts"
import { endServer } from "./end-server.ts"
import { readPassword } from "./initialise-cluster.ts"
import { findLiveServer } from "./postmaster-file.ts"
import type { PostmasterFile } from "./postmaster-file.ts"
import { serverConnection } from "./server-connection.ts"
import { takeServerLock } from "./server-lock.ts"

const connectWaitMs = 10_000
const lockWaitMs = 1_000

/**
 * Ends a server that a killed hub left over, and tells whether there was one. Our own start is
 * quick, and a fresh server has this release's settings and a parent that watches it.
 * Throws `data_dir_in_use` when a hub is still using it.
 */
export async function endLeftoverServer(folder: DataFolder, log: PostgresLog): Promise<boolean> {
  const server = findLiveServer(folder.cluster)
  if (server === undefined) return false
  const lock = await tryLock(folder, server)
  if (lock === "held") {
    throw new PaidoutError(
      "data_dir_in_use",
      `${folder.root} is in use: its database server (process ${server.pid}) serves another ` +
        `Paidout. Stop that one first, or choose another DATA_DIR`,
    )
  }
  log.warn({ pid: server.pid }, "ending the database server that a killed Paidout left over")
  await endServer(server.pid, () => findLiveServer(folder.cluster)?.pid !== server.pid)
  return true
}

/** A server that does not let us in within the time is starting, ending or broken: not in use. */
async function tryLock(folder: DataFolder, server: PostmasterFile): Promise<"held" | "free"> {
  const connection = serverConnection(server.socketFolder, readPassword(folder), "postgres")
  const deadline = performance.now() + connectWaitMs
  while (findLiveServer(folder.cluster)?.pid === server.pid && performance.now() < deadline) {
    try {
      const lock = await takeServerLock(connection, lockWaitMs)
      await lock?.close()
      return lock === undefined ? "held" : "free"
    } catch {
      await sleep(100)
    }
  }
  return "free"
}
