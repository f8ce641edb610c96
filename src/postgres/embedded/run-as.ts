import { closeSync, constants, openSync } from "node:fs"
import type { SpawnOptions } from "node:child_process"
import type { ServerUser } from "./server-user.ts"

/** What a server program is told of its cluster, whoever it runs as. */
export interface ClusterAccess {
  /** The value of -D. */
  readonly path: string
  /** To pass as the child's descriptor 3; undefined when the path itself is given. */
  readonly descriptor: number | undefined
  close(): void
}

/**
 * The server's user may be unable to walk to the cluster (a checkout below a mode-700 home), so
 * it gets the opened folder: /proc/self/fd/3 needs no right on the folders above.
 */
export function openCluster(cluster: string, user: ServerUser | undefined): ClusterAccess {
  if (user === undefined) return { path: cluster, descriptor: undefined, close() {} }
  const descriptor = openSync(cluster, constants.O_RDONLY | constants.O_DIRECTORY)
  return { path: "/proc/self/fd/3", descriptor, close: () => closeSync(descriptor) }
}

/** Node clears the supplementary groups when it changes the user. */
export function spawnOptionsFor(user: ServerUser | undefined): SpawnOptions {
  return {
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
    cwd: "/",
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
  }
}
