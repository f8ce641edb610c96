import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import path from "node:path"
import { fileURLToPath } from "node:url"

export interface MigrationFile {
  readonly version: number
  readonly name: string
  readonly checksum: string
  readonly sql: string
}

/** The package root's folder, seen from src/postgres/ as well as from dist/postgres/. */
export const migrationsDirectory = fileURLToPath(new URL("../../migrations/", import.meta.url))

/**
 * Reads `NNNN_name.sql` in order. The checksum is over the text with LF line ends, so that a
 * checkout with CRLF counts as the same. Throws when the numbers are not 1, 2, 3, ….
 */
export async function readMigrations(
  directory: string = migrationsDirectory,
): Promise<readonly MigrationFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sql")).toSorted()
  return await Promise.all(
    names.map(async (fileName, index) => {
      const match = /^(\d{4})_([a-z0-9_-]+)\.sql$/.exec(fileName)
      if (match === null || Number(match[1]) !== index + 1) {
        throw new Error(`${fileName}: migrations are numbered 0001_name.sql, 0002_…, without gaps`)
      }
      const sql = (await readFile(path.join(directory, fileName), "utf8")).replaceAll("\r\n", "\n")
      const checksum = createHash("sha256").update(sql).digest("hex")
      return { version: index + 1, name: match[2] ?? "", checksum, sql }
    }),
  )
}
