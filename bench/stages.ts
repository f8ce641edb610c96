import { createKeyring } from "../src/merchants/keyring.ts"
import { createMetrics } from "../src/metrics.ts"
import { createPool } from "../src/postgres/pool.ts"
import { insertMerchant } from "../src/merchants/insert-merchant.ts"
import { insertSource } from "../src/merchants/insert-source.ts"
import { createReceiver } from "../src/pipeline/receive.ts"
import { settleMessages } from "../src/pipeline/settle.ts"
import { startBenchDatabase } from "./bench-database.ts"
import { newUuid } from "../src/ids.ts"
import { webhookRequests } from "./webhooks.ts"
import { insertEndpoint } from "../src/delivery/insert-endpoint.ts"
import { createLog } from "../src/log.ts"
import { mkdtempSync } from "node:fs"
const db = await startBenchDatabase(mkdtempSync("/tmp/srate-"))
const pool = createPool({ connectionString: db.url })
const keyring = createKeyring(pool, "x".repeat(20))
const m = await insertMerchant(pool, keyring, "x")
const log = createLog("warn")
const metrics = createMetrics()
const source = await insertSource(pool, keyring, {
  merchantId: m.id,
  id: newUuid(),
  name: "x",
  provider: "xendit",
  live: null,
  settings: {},
  secrets: { callback_token: ["t"] },
  credentials: null,
})
if (process.argv[2] !== "noendpoint")
  await insertEndpoint(pool, {
    merchantId: m.id,
    id: newUuid(),
    url: "http://127.0.0.1:1/",
    description: null,
    eventTypes: ["*"],
    dialect: "paidout",
    version: "2026-11-21",
    ordering: "none",
    settings: {},
    secretsSealed: Buffer.alloc(10),
  })
const r = createReceiver({ pool, keyring, log, metrics, onCommitted() {} })
const gen = webhookRequests({ path: "/x", port: 1, token: "t" })
const N = 20000
let t = performance.now()
let c = process.cpuUsage()
for (let i = 0; i < N; i += 500)
  await Promise.all(
    Array.from({ length: 500 }, () => {
      const q = gen.next()
      const at = q.indexOf("\r\n\r\n")
      return r.receive({
        sourceId: source.id,
        headers: {
          "x-callback-token": ["t"],
          "content-type": ["application/json"],
          "webhook-id": ["e8dcb949-8e49-4f1d-89f0-67c08913db82"],
          host: ["127.0.0.1:8080"],
          "user-agent": ["x"],
        },
        body: q.subarray(at + 4),
        remoteAddress: "127.0.0.1",
      })
    }),
  )
let d = process.cpuUsage(c)
console.log(
  "receive",
  Math.round((N / (performance.now() - t)) * 1000),
  "/s node cpu us/row",
  Math.round((d.user + d.system) / N),
)
const cx = { pool, keyring, log, metrics, onDeliveriesQueued() {} }
const times: Record<string, number> = {}
const pg = (await import("pg")).default
const original = pg.Client.prototype.query as any
;(pg.Client.prototype as any).query = function (a: any, ...rest: any[]) {
  const name = typeof a === "string" ? a.slice(0, 20) : (a.name ?? "?")
  const b = performance.now()
  const out = original.call(this, a, ...rest)
  if (out?.then) {
    const e = performance.now() - b
    times[name + " (sync)"] = (times[name + " (sync)"] ?? 0) + e
    out.then(() => {
      times[name] = (times[name] ?? 0) + performance.now() - b
    })
  }
  return out
}
t = performance.now()
c = process.cpuUsage()
let n = 0
for (;;) {
  const k = await settleMessages(cx, 250)
  if (k === 0) break
  n += k
}
d = process.cpuUsage(c)
console.log(
  "settle",
  n,
  Math.round((n / (performance.now() - t)) * 1000),
  "/s node cpu us/row",
  Math.round((d.user + d.system) / n),
)
for (const [k, v] of Object.entries(times))
  console.log("  ", k.padEnd(30), ((v * 1000) / n).toFixed(1), "us/row")
await r.stop()
await pool.end()
await db.stop()
process.exit(0)
