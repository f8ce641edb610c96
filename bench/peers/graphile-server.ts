import express from "express"
import { Logger, run } from "graphile-worker"
import pg from "pg"

import { createTokenCheck } from "./check-token.ts"
import { listen } from "./listen.ts"
import { createPayoutTable, createTellPayout, type PayoutWebhook } from "./tell-payout.ts"

/** The whole way on graphile-worker, with the settings of its page on performance. */
const connectionString = process.env["BENCH_DATABASE_URL"] ?? ""
const pool = new pg.Pool({ connectionString, max: 10 })
await createPayoutTable(pool)
const tell = createTellPayout(pool, {
  url: process.env["BENCH_SINK_URL"] ?? "",
  secret: process.env["BENCH_SECRET"] ?? "",
})
const runner = await run({
  preset: {
    worker: {
      connectionString,
      concurrentJobs: 24,
      maxPoolSize: 25,
      localQueue: { size: 500 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  },
  logger: new Logger(() => () => {}),
  taskList: {
    "tell-payout": (payload, { job }) => tell(payload as PayoutWebhook, job.id),
  },
})
const isToken = createTokenCheck(process.env["BENCH_TOKEN"] ?? "")

const app = express()
app.use(express.json({ limit: "1mb" }))
// oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 answers 500 where one rejects
app.post("/webhook", async (request, response) => {
  if (!isToken(request.get("x-callback-token"))) {
    response.status(401).end()
    return
  }
  await runner.addJob("tell-payout", request.body, { maxAttempts: 10 })
  response.status(200).type("text/plain").send("ok")
})
process.on("SIGTERM", () => {
  void runner.stop().finally(() => process.exit(0))
})
listen(app)
