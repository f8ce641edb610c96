import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { PaidoutError } from "../../errors.ts"
import type { DataFolder } from "./data-folder.ts"

/**
 * Tells whether there is a cluster to start (`ready`) or one to make (`absent`); changes nothing.
 * Throws `data_dir_foreign` for a folder that is not ours and `data_dir_version` for a cluster of
 * another major version.
 */
export function checkCluster(folder: DataFolder, major: number): "absent" | "ready" {
  if (!existsSync(folder.cluster)) return "absent"
  const versionFile = path.join(folder.cluster, "PG_VERSION")
  if (!existsSync(versionFile)) {
    if (readdirSync(folder.cluster).length === 0) return "absent"
    throw new PaidoutError(
      "data_dir_foreign",
      `${folder.cluster} holds files but no PostgreSQL cluster: choose another DATA_DIR, ` +
        `or move them away`,
    )
  }
  const found = readFileSync(versionFile, "utf8").trim()
  if (found !== String(major)) {
    throw new PaidoutError(
      "data_dir_version",
      `${folder.cluster} was made by PostgreSQL ${found}, and this release brings ${major}: ` +
        `start the Paidout release that made it, export with pg_dump, and import into a new ` +
        `DATA_DIR. Nothing was changed`,
    )
  }
  if (!existsSync(folder.passwordFile)) {
    throw new PaidoutError(
      "data_dir_foreign",
      `${folder.cluster} is a PostgreSQL cluster, but its password (${folder.passwordFile}) is ` +
        `missing: restore that file, or choose another DATA_DIR`,
    )
  }
  return "ready"
}
