import express from "express"
import pg from "pg"
import { PgBoss } from "pg-boss"

import { createTokenCheck } from "./check-token.ts"
import { listen } from "./listen.ts"
import { createPayoutTable, createTellPayout, type PayoutWebhook } from "./tell-payout.ts"

/**
 * The whole way on pg-boss: workers are woken by NOTIFY, go on at once while batches are full, and
 * settle each job of a batch by itself.
 */
const QUEUE = "tell-payout"
const connectionString = process.env["BENCH_DATABASE_URL"] ?? ""
const pool = new pg.Pool({ connectionString, max: 10 })
await createPayoutTable(pool)
const tell = createTellPayout(pool, {
  url: process.env["BENCH_SINK_URL"] ?? "",
  secret: process.env["BENCH_SECRET"] ?? "",
})
const boss = new PgBoss({ connectionString, max: 15, useListenNotify: true })
boss.on("error", (error) => console.error(error))
await boss.start()
await boss.createQueue(QUEUE, { retryLimit: 9, retryDelay: 5, retryBackoff: true, notify: true })
await boss.work<PayoutWebhook>(
  QUEUE,
  {
    batchSize: 50,
    localConcurrency: 4,
    perJobResults: true,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
  },
  (jobs) =>
    Promise.all(
      jobs.map(async ({ id, data }) => {
        try {
          await tell(data, id)
          return { id, status: "completed" as const }
        } catch (error) {
          return { id, status: "failed" as const, output: { message: String(error) } }
        }
      }),
    ),
)
const isToken = createTokenCheck(process.env["BENCH_TOKEN"] ?? "")

const app = express()
app.use(express.json({ limit: "1mb" }))
// oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 answers 500 where one rejects
app.post("/webhook", async (request, response) => {
  if (!isToken(request.get("x-callback-token"))) {
    response.status(401).end()
    return
  }
  await boss.send(QUEUE, request.body as PayoutWebhook)
  response.status(200).type("text/plain").send("ok")
})
process.on("SIGTERM", () => {
  void boss.stop({ graceful: true, timeout: 5_000 }).finally(() => process.exit(0))
})
listen(app)
