import { randomBytes } from "node:crypto"
import { existsSync, readdirSync } from "node:fs"
import { rm } from "node:fs/promises"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { DataFolder } from "./data-folder.ts"

const draftPrefix = "postgres.initdb-"
const removeWaitMs = 5_000

/** A fresh name beside the cluster, where one is made before it is renamed. */
export function draftPath(folder: DataFolder): string {
  return path.join(folder.root, draftPrefix + randomBytes(6).toString("hex"))
}

/** Removes the drafts of starts that were killed. To be called under the hub lock. */
export async function removeDrafts(folder: DataFolder): Promise<void> {
  const drafts = readdirSync(folder.root).filter((name) => name.startsWith(draftPrefix))
  await Promise.all(drafts.map((name) => removeDraft(path.join(folder.root, name))))
}

/** The initdb of a killed hub may still be writing there, so one removal may not be enough. */
async function removeDraft(draft: string): Promise<void> {
  const deadline = performance.now() + removeWaitMs
  while (existsSync(draft) && performance.now() < deadline) {
    await rm(draft, { recursive: true, force: true }).catch(() => sleep(50))
  }
}
