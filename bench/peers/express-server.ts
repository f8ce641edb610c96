import express from "express"
import pg from "pg"

import { createTokenCheck } from "./check-token.ts"
import { listen } from "./listen.ts"

/** What teams write by hand with Express: check the token, one insert per request, answer. */
const pool = new pg.Pool({ connectionString: process.env["BENCH_DATABASE_URL"], max: 10 })
await pool.query(`create table if not exists express_webhooks (
  id bigint generated always as identity primary key, body jsonb not null,
  received_at timestamptz not null default clock_timestamp())`)
const isToken = createTokenCheck(process.env["BENCH_TOKEN"] ?? "")

const app = express()
app.use(express.json({ limit: "1mb" }))
// oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 answers 500 where one rejects
app.post("/webhook", async (request, response) => {
  if (!isToken(request.get("x-callback-token"))) {
    response.status(401).end()
    return
  }
  await pool.query("insert into express_webhooks (body) values ($1)", [request.body])
  response.status(200).type("text/plain").send("ok")
})
listen(app)
