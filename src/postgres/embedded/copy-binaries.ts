import { randomBytes } from "node:crypto"
import { constants, existsSync, lstatSync } from "node:fs"
import { chmod, copyFile, mkdir, readdir, readlink, rename, rm, symlink } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { addMissingLinks } from "./library-links.ts"

/** Where a copy may stand, best first. The name holds the version: a copy is never changed. */
export function copyTargets(version: string, platform: string): readonly string[] {
  const name = `postgres-${version}-${platform}`
  const uid = process.getuid?.() ?? 0
  if (uid === 0) return [`/var/lib/paidout/${name}`, `/tmp/paidout-${name}`]
  return [path.join(os.homedir(), ".cache", "paidout", name), `/tmp/paidout-${uid}-${name}`]
}

/**
 * Copies bin, lib and share to the target, by a rename, so that it is there whole or not at all.
 * An existing copy that works is kept. Throws when the target could be somebody else's doing.
 */
export async function copyBinaries(
  native: string,
  target: string,
  options: { readonly works: () => boolean },
): Promise<void> {
  await makeParent(path.dirname(target))
  if (existsSync(target)) {
    assertOwn(target)
    if (options.works()) return
    await rm(target, { recursive: true, force: true })
  }
  const draft = `${target}.${randomBytes(6).toString("hex")}`
  try {
    await mkdir(draft, { mode: 0o700 })
    for (const part of ["bin", "lib", "share"]) {
      await copyTree(path.join(native, part), path.join(draft, part))
    }
    addMissingLinks(native, draft)
    await chmod(draft, 0o755)
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another hub was faster: its copy is as good, if it is ours.
    if (!existsSync(target)) throw error
    assertOwn(target)
  }
}

async function makeParent(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true })
  if (made !== undefined) await chmod(folder, 0o755)
}

function assertOwn(target: string): void {
  const status = lstatSync(target)
  if (!status.isDirectory() || status.uid !== process.getuid?.() || (status.mode & 0o022) !== 0) {
    throw new Error("exists, but is not a folder that only this user can write")
  }
}

/** Modes are set, here and above, not inherited: root's umask may be 077, and the server's user must read. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to)
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name)
    const target = path.join(to, entry.name)
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
    else if (!entry.name.endsWith(".a")) {
      await copyFile(source, target, constants.COPYFILE_FICLONE)
      await chmod(target, (lstatSync(source).mode & 0o111) === 0 ? 0o644 : 0o755)
    }
  }
}
