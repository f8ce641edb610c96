import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import path from "node:path"

/** A line of text in DATA_DIR that only its owner reads; undefined where it is missing or empty. */
export function readDataFile(dataDir: string, name: string): string | undefined {
  try {
    const text = readFileSync(path.join(dataDir, name), "utf8").trim()
    return text === "" ? undefined : text
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw error
  }
}

/**
 * Whole or not at all, also on a full disk, and synced before it is relied on. The folder is made,
 * mode 700, where it is missing.
 */
export function writeDataFile(dataDir: string, name: string, text: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const draft = path.join(dataDir, `${name}.new-${process.pid}`)
  try {
    const file = openSync(draft, "w", 0o600)
    try {
      writeFileSync(file, `${text}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path.join(dataDir, name))
  } finally {
    rmSync(draft, { force: true })
  }
  syncFolder(dataDir)
}

function syncFolder(folder: string): void {
  const opened = openSync(folder, "r")
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
