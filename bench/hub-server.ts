import cluster from "node:cluster"

import { startHub } from "../src/app.ts"
import { readConfig } from "../src/config.ts"
import { createLog } from "../src/log.ts"
import { readProcessConfig } from "../src/process-config.ts"
import { runWorker } from "../src/processes/run-worker.ts"
import { startWorkers } from "../src/processes/start-workers.ts"

/** The hub as `paidout start` runs it, in a process of its own; BENCH_WORKERS: as so many more. */
const config = readConfig(process.env)
const log = createLog(config.logLevel)
const processes = readProcessConfig({
  ROLES: process.env["BENCH_ROLES"],
  WORKERS: process.env["BENCH_WORKERS"],
})
if (cluster.isWorker) {
  await runWorker(config, { log, processes, onReady: () => {} })
  process.exit(0)
}
const { roles, workers: count } = processes
const hub = await (count === 1
  ? startHub(config, { log, roles })
  : startWorkers(config, { log, count }))
process.on("SIGTERM", () => {
  void hub.stop().then(() => process.exit(0))
})
process.send?.({ port: Number(new URL(hub.url).port) })
