import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { measureBytes } from "./bytes.ts"
import { measureGrowth } from "./growth.ts"
import { measureImport } from "./import.ts"
import { measureIsolation } from "./isolation.ts"
import { measureOverload } from "./overload.ts"
import { measurePeers } from "./peers.ts"
import { measurePolls } from "./polls.ts"
import { measurePunctuality } from "./punctuality.ts"
import { measureReceive } from "./receive.ts"
import { measureReconciliation } from "./reconciliation.ts"
import { measureResend } from "./resend.ts"
import { measureSlowDisk } from "./slow-disk.ts"
import { measureStart } from "./start.ts"
import { startBenchServer } from "./bench-database.ts"
import { measureTakeover } from "./takeover.ts"
import { measureWholeWay } from "./whole-way.ts"

/**
 * `npm run bench`: everything side by side in one run, since absolute figures of a shared machine
 * say little and ratios of one run say more. `--quick` runs each part briefly.
 */
const quick = process.argv.includes("--quick")
const only = process.argv.slice(2).filter((argument) => !argument.startsWith("--"))
const wanted = (part: string) => only.length === 0 || only.includes(part)

/** `--payouts 500000`: what stands behind it, or null. */
function option(name: string): string | null {
  const place = process.argv.indexOf(name)
  return place < 0 ? null : (process.argv[place + 1] ?? null)
}

const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-"))
console.log(`node ${process.version}, ${os.cpus().length} cores (${os.cpus()[0]?.model ?? "?"})`)
try {
  if (wanted("growth")) {
    await measureGrowth(path.join(folder, "growth"), {
      quick,
      payouts: Number(option("--payouts") ?? (quick ? 200_000 : 5_000_000)),
      keep: option("--keep"),
    })
  }
  if (wanted("start")) await measureStart(path.join(folder, "start"))
  if (wanted("slow-disk")) await measureSlowDisk(path.join(folder, "slow-disk"), { quick })
  if (
    [
      "receive",
      "bytes",
      "whole-way",
      "overload",
      "peers",
      "takeover",
      "isolation",
      "punctuality",
      "resend",
      "import",
      "polls",
      "reconciliation",
    ].some(wanted)
  ) {
    const server = await startBenchServer(path.join(folder, "database"))
    try {
      if (wanted("whole-way")) {
        await measureWholeWay(await server.createDatabase("whole_way"), { quick })
      }
      if (wanted("receive")) {
        await measureReceive(await server.createDatabase("receive"), { quick })
      }
      if (wanted("bytes")) {
        await measureBytes(await server.createDatabase("bytes"), { quick })
      }
      if (wanted("overload")) {
        await measureOverload(await server.createDatabase("overload"), { quick })
      }
      if (wanted("peers")) await measurePeers(server, { quick })
      if (wanted("takeover")) {
        await measureTakeover((name) => server.createDatabase(name), { quick })
      }
      if (wanted("isolation")) {
        await measureIsolation(await server.createDatabase("isolation"), { quick })
      }
      if (wanted("punctuality")) {
        await measurePunctuality((name) => server.createDatabase(name), { quick })
      }
      if (wanted("resend")) {
        await measureResend(await server.createDatabase("resend"), { quick })
      }
      if (wanted("polls")) {
        await measurePolls(await server.createDatabase("polls"), { quick })
      }
      if (wanted("import")) {
        await measureImport(await server.createDatabase("import"), { quick })
      }
      if (wanted("reconciliation")) {
        await measureReconciliation(await server.createDatabase("reconciliation"), { quick })
      }
    } finally {
      await server.stop()
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
