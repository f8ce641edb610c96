import { startHub } from "../src/app.ts"
import { readConfig } from "../src/config.ts"
import { createLog } from "../src/log.ts"

/** The hub as `paidout start` runs it, in a process of its own. */
const config = readConfig(process.env)
const hub = await startHub(config, { log: createLog(config.logLevel) })
process.on("SIGTERM", () => {
  void hub.stop().then(() => process.exit(0))
})
process.on("message", (message) => {
  if (message === "memory") process.send?.({ rss: process.memoryUsage().rss })
})
process.send?.({ port: Number(new URL(hub.url).port) })
