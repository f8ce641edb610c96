import { spawnSync } from "node:child_process"
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs"
import os from "node:os"
import path from "node:path"

export interface SmallDisk {
  readonly folder: string
  /** Takes all that is left, and what is freed meanwhile. */
  fill(): void
  /** Gives it back. */
  free(): void
  remove(): void
}

/** Why there can be none here, for a declared skip; undefined: there can. */
export function whyNoSmallDisk(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "only root may mount a disk"
  try {
    mountDisk(1).remove()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** A filesystem of its own (tmpfs) that can be filled without harm to others. */
export function mountDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-disk-"))
  const options = `size=${megabytes}m,mode=755`
  const mounted = spawnSync("/bin/mount", ["-t", "tmpfs", "-o", options, "paidout-test", folder])
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true })
    throw new Error(`mounting is not permitted: ${String(mounted.stderr)}`)
  }
  const filler = path.join(folder, "filler")
  return {
    folder,
    fill() {
      const file = openSync(filler, "a")
      try {
        for (let bytes = 1024 * 1024; bytes >= 1; bytes >>= 1) {
          while (writes(file, bytes)) {
            // until nothing of this size fits
          }
        }
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(filler, { force: true }),
    remove() {
      spawnSync("/bin/umount", ["--lazy", folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function writes(file: number, bytes: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(bytes)) === bytes
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") return false
    throw error
  }
}
