import { timingSafeEqual } from "node:crypto"

import Fastify from "fastify"

import { createPool } from "../src/postgres/pool.ts"

/** What teams write by hand: check the token, one insert per request, answer. */
const pool = createPool({ connectionString: process.env["BENCH_DATABASE_URL"] ?? "" })
await pool.query(`create table if not exists handwritten (
  id bigint generated always as identity primary key, body jsonb not null,
  received_at timestamptz not null default paidout_now())`)
const token = Buffer.from(process.env["BENCH_TOKEN"] ?? "")

const app = Fastify()
app.post("/webhook", async (request, reply) => {
  const presented = Buffer.from(String(request.headers["x-callback-token"] ?? ""))
  if (presented.length !== token.length || !timingSafeEqual(presented, token)) {
    return reply.code(401).send()
  }
  await pool.query("insert into handwritten (body) values ($1)", [request.body])
  return reply.code(200).send("ok")
})
await app.listen({ port: 0, host: "127.0.0.1" })
const address = app.server.address()
process.send?.({ port: typeof address === "object" && address !== null ? address.port : 0 })
