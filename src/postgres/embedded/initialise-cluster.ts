import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import {
  chownSync,
  closeSync,
  existsSync,
  fchownSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs"
import { PaidoutError } from "../../errors.ts"
import type { Binaries } from "./binaries.ts"
import { draftPath } from "./cluster-drafts.ts"
import type { DataFolder } from "./data-folder.ts"
import { openCluster, spawnOptionsFor } from "./run-as.ts"
import type { ServerUser } from "./server-user.ts"

/**
 * Makes the cluster in a draft folder and renames it, so that the cluster is there whole or not at
 * all. To be called under the hub lock.
 * Throws `embedded_unavailable` with what initdb said.
 */
export async function initialiseCluster(
  folder: DataFolder,
  binaries: Binaries,
  options: { readonly user: ServerUser | undefined; readonly sync: boolean },
): Promise<void> {
  ensurePassword(folder)
  const draft = draftPath(folder)
  mkdirSync(draft, { mode: 0o700 })
  if (options.user !== undefined) chownSync(draft, options.user.uid, options.user.gid)
  await runInitdb(draft, folder, binaries, options)
  // Replaces an existing empty folder; a filled one was refused before, and would fail here.
  renameSync(draft, folder.cluster)
}

export function readPassword(folder: DataFolder): string {
  return readFileSync(folder.passwordFile, "utf8").trim()
}

function ensurePassword(folder: DataFolder): void {
  if (existsSync(folder.passwordFile) && readPassword(folder) !== "") return
  const draft = `${folder.passwordFile}.new`
  writeFileSync(draft, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 })
  renameSync(draft, folder.passwordFile)
}

async function runInitdb(
  draft: string,
  folder: DataFolder,
  binaries: Binaries,
  options: { readonly user: ServerUser | undefined; readonly sync: boolean },
): Promise<void> {
  const access = openCluster(draft, options.user)
  const password = openPasswordFor(folder, options.user)
  try {
    const initdb = spawn(
      binaries.initdb,
      [
        ...["-D", access.path, "-U", "paidout", "-E", "UTF8", "--locale=C"],
        ...["--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
        ...["--auth=scram-sha-256", `--pwfile=${password.path}`],
        ...(options.sync ? [] : ["--no-sync"]),
      ],
      {
        ...spawnOptionsFor(options.user),
        stdio: ["ignore", "pipe", "pipe", access.descriptor ?? "ignore", password.descriptor],
      },
    )
    let said = ""
    const note = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000)
    }
    initdb.stdout?.on("data", note)
    initdb.stderr?.on("data", note)
    const failure = await new Promise<string | undefined>((resolve) => {
      initdb.on("error", (error) => resolve(error.message))
      initdb.on("close", (code, signal) => {
        resolve(code === 0 ? undefined : `ended with ${code ?? signal}: ${said.trim()}`)
      })
    })
    if (failure !== undefined) {
      rmSync(draft, { recursive: true, force: true })
      throw new PaidoutError("embedded_unavailable", `initdb failed: ${failure}`)
    }
  } finally {
    access.close()
    password.close()
  }
}

/** initdb wants the password as a file: an unlinked one that only its own user could open. */
function openPasswordFor(folder: DataFolder, user: ServerUser | undefined) {
  if (user === undefined) {
    return { path: folder.passwordFile, descriptor: "ignore" as const, close() {} }
  }
  const file = `${folder.passwordFile}.${randomBytes(6).toString("hex")}`
  writeFileSync(file, readFileSync(folder.passwordFile), { mode: 0o600, flag: "wx" })
  const descriptor = openSync(file, "r")
  unlinkSync(file)
  fchownSync(descriptor, user.uid, user.gid)
  return { path: "/proc/self/fd/4", descriptor, close: () => closeSync(descriptor) }
}
