import { spawn } from "node:child_process"
import { once } from "node:events"
import { openSync } from "node:fs"
import { expect, onTestFinished, test } from "vitest"

const LOGGING = `
  import { createLog } from "${new URL("../../src/log.ts", import.meta.url).href}"
  const log = createLog("info")
  for (let line = 0; line < 5; line += 1) {
    log.info("nobody can read this")
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  process.exit(7)
`

/** /dev/full refuses every byte with ENOSPC. */
test.skipIf(process.platform !== "linux")(
  "a log on a full disk neither ends the process nor keeps it from ending",
  async () => {
    const full = openSync("/dev/full", "w")
    const child = spawn(process.execPath, ["--input-type=module", "-e", LOGGING], {
      stdio: ["ignore", "ignore", full],
    })
    onTestFinished(() => void child.kill("SIGKILL"))
    expect(await once(child, "exit")).toEqual([7, null])
  },
)
