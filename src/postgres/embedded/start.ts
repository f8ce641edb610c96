import { PaidoutError } from "../../errors.ts"
import { silentLog } from "../log.ts"
import type { PostgresLog } from "../log.ts"
import { locateBinaries } from "./binaries.ts"
import { checkCluster } from "./check-cluster.ts"
import { removeDrafts } from "./cluster-drafts.ts"
import { openDataFolder } from "./data-folder.ts"
import type { DataFolder } from "./data-folder.ts"
import { giveCluster } from "./give-cluster.ts"
import { takeHubLock } from "./hub-lock.ts"
import type { HubLock } from "./hub-lock.ts"
import { initialiseCluster, readPassword } from "./initialise-cluster.ts"
import { endLeftoverServer } from "./leftover-server.ts"
import { serverConnection } from "./server-connection.ts"
import type { SocketConnection } from "./server-connection.ts"
import { chooseServerUser } from "./server-user.ts"
import { defaultSettings } from "./settings.ts"
import type { ServerSettings } from "./settings.ts"
import { prepareSocketFolder } from "./socket-folder.ts"
import { superviseServer } from "./supervise.ts"
import type { ServerTrouble } from "./supervise.ts"

export interface EmbeddedServerOptions {
  readonly dataDir: string
  readonly log?: PostgresLog
  /** PostgreSQL settings that replace the defaults of settings.ts. */
  readonly settings?: ServerSettings
}

export interface EmbeddedServer {
  readonly connection: SocketConnection
  /** True when a server left over by a killed hub was found, ended and replaced. */
  readonly takenOver: boolean
  /** The npm package's version. */
  readonly version: string
  /** Ends the server and frees the folder; resolves when it is gone. May be called twice. */
  stop(): Promise<void>
  /** Tells of a server that died by itself; see ServerTrouble. */
  onUnexpectedExit(callback: (trouble: ServerTrouble) => void): void
}

/**
 * Starts the PostgreSQL of the npm package on DATA_DIR/postgres, making the cluster first where
 * there is none. Throws `data_dir_in_use`, `data_dir_version`, `data_dir_foreign`,
 * `embedded_unavailable` or `database_unavailable`.
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  try {
    const folder = openDataFolder(options.dataDir)
    const hubLock = await takeHubLock(folder)
    return await startInFolder(folder, hubLock, options).catch((error: unknown) => {
      hubLock.release()
      throw error
    })
  } catch (error) {
    if (error instanceof PaidoutError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new PaidoutError(
      "embedded_unavailable",
      `the embedded PostgreSQL cannot start in ${options.dataDir}: ${reason}`,
      { cause: error },
    )
  }
}

async function startInFolder(
  folder: DataFolder,
  hubLock: HubLock,
  options: EmbeddedServerOptions,
): Promise<EmbeddedServer> {
  const log = options.log ?? silentLog
  const settings: ServerSettings = { ...defaultSettings, ...options.settings }
  await removeDrafts(folder)
  const user = chooseServerUser(folder.cluster)
  const binaries = await locateBinaries(user)
  const found = checkCluster(folder, binaries.major)
  const takenOver = found === "ready" && (await endLeftoverServer(folder, log))
  if (found === "ready") giveCluster(folder.cluster, user)
  else {
    log.info({ folder: folder.cluster }, "making the database")
    await initialiseCluster(folder, binaries, { user, sync: settings["fsync"] !== "off" })
  }
  const socketFolder = prepareSocketFolder(folder, user)
  const supervised = await superviseServer({ folder, binaries, user, socketFolder, settings, log })
  let stopping: Promise<void> | undefined
  return {
    connection: serverConnection(socketFolder, readPassword(folder), "paidout"),
    takenOver,
    version: binaries.version,
    stop: () => (stopping ??= supervised.stop().finally(() => hubLock.release())),
    onUnexpectedExit: (callback) => supervised.onTrouble(callback),
  }
}
