import { openDataFolder } from "./data-folder.ts"
import { readPassword } from "./initialise-cluster.ts"
import { findLiveServer } from "./postmaster-file.ts"
import { serverConnection, type SocketConnection } from "./server-connection.ts"

/** The server that a running hub keeps on this folder; undefined where none is seen from here. */
export function connectionOfRunning(dataDir: string): SocketConnection | undefined {
  const folder = openDataFolder(dataDir)
  const server = findLiveServer(folder.cluster)
  if (server === undefined) return undefined
  return serverConnection(server.socketFolder, readPassword(folder), "paidout")
}
