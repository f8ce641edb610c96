import { existsSync, readFileSync, statSync } from "node:fs"
import { PaidoutError } from "../../errors.ts"

/** The user the server runs as; undefined when it is the hub's own. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

const preferredNames = ["paidout", "postgres", "nobody"]

/**
 * PostgreSQL refuses to run as root. A root hub therefore runs it as the owner of the existing
 * cluster, else as the first of the preferred users. Throws `embedded_unavailable` when there is
 * none, `data_dir_foreign` when an ordinary user meets somebody else's cluster.
 */
export function chooseServerUser(cluster: string): ServerUser | undefined {
  const owner = existsSync(cluster) ? statSync(cluster) : undefined
  const uid = process.getuid?.()
  if (uid !== 0) {
    if (owner !== undefined && uid !== undefined && owner.uid !== uid) {
      throw new PaidoutError(
        "data_dir_foreign",
        `${cluster} belongs to user ${owner.uid}, and Paidout runs as user ${uid}: start it as ` +
          `that user or as root, or give the folder to this user with chown -R`,
      )
    }
    return undefined
  }
  if (!existsSync("/proc/self/fd")) {
    throw new PaidoutError(
      "embedded_unavailable",
      "the embedded PostgreSQL can run for root only where /proc is mounted: " +
        "start Paidout as an ordinary user, or set DATABASE_URL",
    )
  }
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return findUser()
}

function findUser(): ServerUser {
  const entries = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
  for (const name of preferredNames) {
    const entry = entries.find((fields) => fields[0] === name)
    const uid = Number(entry?.[2])
    const gid = Number(entry?.[3])
    if (uid > 0 && gid > 0) return { uid, gid }
  }
  throw new PaidoutError(
    "embedded_unavailable",
    `PostgreSQL refuses to run as root, and none of the users ${preferredNames.join(", ")} ` +
      `exists: create one, start Paidout as an ordinary user, or set DATABASE_URL`,
  )
}
