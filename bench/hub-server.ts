import { startHub } from "../src/app.ts"
import { readConfig } from "../src/config.ts"
import { createLog } from "../src/log.ts"
import { ROLES } from "../src/roles.ts"

/** The hub as `paidout start` runs it, in a process of its own. */
const config = readConfig(process.env)
const roles = process.env["BENCH_ROLES"]
const hub = await startHub(config, {
  log: createLog(config.logLevel),
  roles: ROLES.filter((role) => roles === undefined || roles.split(",").includes(role)),
})
process.on("SIGTERM", () => {
  void hub.stop().then(() => process.exit(0))
})
process.send?.({ port: Number(new URL(hub.url).port) })
