import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { onTestFinished } from "vitest"

/** A folder (mode 700) that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-folder-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
  return folder
}
