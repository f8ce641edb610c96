import { lchownSync, lstatSync, readdirSync, statSync } from "node:fs"
import path from "node:path"
import type { ServerUser } from "./server-user.ts"

/** A cluster that root owns, for example restored from a backup, is given to the server's user. */
export function giveCluster(cluster: string, user: ServerUser | undefined): void {
  if (user !== undefined && statSync(cluster).uid !== user.uid) giveTree(cluster, user)
}

function giveTree(folder: string, user: ServerUser): void {
  for (const name of readdirSync(folder)) {
    const entry = path.join(folder, name)
    if (lstatSync(entry).isDirectory()) giveTree(entry, user)
    else lchownSync(entry, user.uid, user.gid)
  }
  // Last, so that a run that was killed half-way is done again.
  lchownSync(folder, user.uid, user.gid)
}
