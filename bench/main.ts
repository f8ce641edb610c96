import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { measureReceive } from "./receive.ts"
import { measureStart } from "./start.ts"
import { startBenchServer } from "./bench-database.ts"
import { measureWholeWay } from "./whole-way.ts"

/**
 * `npm run bench`: everything side by side in one run, since absolute figures of a shared machine
 * say little and ratios of one run say more. `--quick` runs each part briefly.
 */
const quick = process.argv.includes("--quick")
const only = process.argv.slice(2).filter((argument) => !argument.startsWith("--"))
const wanted = (part: string) => only.length === 0 || only.includes(part)

const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-"))
console.log(`node ${process.version}, ${os.cpus().length} cores (${os.cpus()[0]?.model ?? "?"})`)
try {
  if (wanted("start")) await measureStart(path.join(folder, "start"))
  if (wanted("receive") || wanted("whole-way")) {
    const server = await startBenchServer(path.join(folder, "database"))
    try {
      if (wanted("whole-way")) {
        await measureWholeWay(await server.createDatabase("whole_way"), { quick })
      }
      if (wanted("receive")) {
        await measureReceive(await server.createDatabase("receive"), { quick })
      }
    } finally {
      await server.stop()
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
