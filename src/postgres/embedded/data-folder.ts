import { createHash } from "node:crypto"
import { mkdirSync, realpathSync } from "node:fs"
import path from "node:path"

/** Where the embedded server keeps its things below DATA_DIR. */
export interface DataFolder {
  readonly root: string
  /** The cluster itself: the only folder that belongs to the server's user. */
  readonly cluster: string
  readonly logFile: string
  readonly passwordFile: string
  readonly lockFile: string
  /** 12 hex digits of the folder's real path: names its socket folder. */
  readonly digest: string
}

/** Makes the folder (mode 700) where it is missing; an existing one keeps its mode and owner. */
export function openDataFolder(dataDir: string): DataFolder {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const root = realpathSync(dataDir)
  return {
    root,
    cluster: path.join(root, "postgres"),
    logFile: path.join(root, "postgres.log"),
    passwordFile: path.join(root, "postgres-password"),
    lockFile: path.join(root, "hub.lock"),
    digest: createHash("sha256").update(root).digest("hex").slice(0, 12),
  }
}
