/**
 * `npm test [-- vitest's arguments]`: every test, and a last line that is always true:
 * `N passed, N failed, N skipped`. A file that cannot be loaded, a crash, and no test at all count
 * as failures.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { programPath, root } from "./programs.ts"

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-test-counts-"))
const countsFile = path.join(folder, "counts.json")
const vitest = spawn(
  process.execPath,
  [
    ...[
      programPath("vitest"),
      "run",
      "--reporter=default",
      "--reporter=./scripts/count-reporter.ts",
    ],
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    env: { ...process.env, PAIDOUT_TEST_COUNTS: countsFile },
    stdio: ["ignore", "inherit", "inherit"],
  },
)
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => vitest.kill(signal))
}
const [exitCode] = (await once(vitest, "exit")) as [number | null]
const counts = readCounts()
rmSync(folder, { recursive: true, force: true })

const crashed = exitCode !== 0 && counts.failed === 0
const empty = counts.passed + counts.failed === 0
const failed = counts.failed + (crashed || empty ? 1 : 0)
console.log(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1

function readCounts(): Counts {
  try {
    return JSON.parse(readFileSync(countsFile, "utf8")) as Counts
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}
