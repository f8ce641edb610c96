import { spawn } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { createServer } from "node:net"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"

import { idUuid } from "../../src/ids.ts"
import type { Source } from "../../src/merchants/source.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { SECRETS } from "../support/hub-fixture.ts"
import { spawnHub } from "../support/killed-hub.ts"
import { ledgerCopy } from "../support/ledger-copy.ts"
import { lineOf, randomFrom, savedWebhooks } from "../support/saved-webhooks.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call } from "../support/test-hub.ts"

const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000)
const KILLS = 4
const API_KEY = "pd_the_key_of_this_journey"
const command = path.join(import.meta.dirname, "../../bin/paidout.js")

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test(
  `an import whose hub and command are killed ${KILLS} times leaves the same ledger (seed ${SEED})`,
  { timeout: 300_000 },
  async () => {
    process.stdout.write(`killed import: SEED=${SEED}\n`)
    const random = randomFrom(SEED)
    const folder = temporaryFolder()
    const port = await freePort()
    const environment = {
      PORT: String(port),
      DATA_DIR: folder,
      DATABASE_URL: database.connectionString,
      PAIDOUT_SECRET_KEY: "the secret key of this journey",
      PAIDOUT_API_KEY: API_KEY,
    }
    let hub = spawnHub(environment)
    const api = { url: await hub.ready }
    const [whole, killed] = [await addSource(api), await addSource(api)]
    const signer = { provider: "xendit", secrets: SECRETS["xendit"] ?? {} } as unknown as Source
    const saved = savedWebhooks(signer, { payouts: 700, seed: 4, from: "2026-01-01T00:00:00Z" })
    const file = path.join(folder, "year.ndjson")
    writeFileSync(file, `${saved.map(lineOf).join("\n")}\n`)
    const bring = (source: string) =>
      spawn(process.execPath, [command, "import", file, "--source", source, "--json"], {
        env: { PATH: process.env["PATH"], PAIDOUT_URL: api.url, PAIDOUT_API_KEY: API_KEY },
        stdio: ["ignore", "pipe", "ignore"],
      })
    const [exit] = await once(bring(whole), "exit")
    expect(exit).toBe(0)

    let places = 0
    let place = 0
    for (let kills = 0; kills < KILLS; kills += 1) {
      // The command gives up at once only where no hub answers its first call.
      await hub.ready
      const bringing = bring(killed)
      const reached = await placeBehind(killed, place)
      if (reached > place) places += 1
      place = reached
      await sleep(random() * 60)
      if (kills % 2 === 0) {
        await hub.kill("SIGKILL")
        hub = spawnHub(environment)
        // The command waits for it, unless it is killed too.
        if (random() < 0.5) await hub.ready
      }
      bringing.kill("SIGKILL")
      if (bringing.exitCode === null && bringing.signalCode === null) await once(bringing, "exit")
    }
    await hub.ready
    const last = bring(killed)
    let output = ""
    last.stdout.setEncoding("utf8").on("data", (text: string) => (output += text))
    const [lastExit] = await once(last, "close")
    expect(lastExit).toBe(0)
    expect(JSON.parse(output)).toMatchObject({ place: saved.length, verified: saved.length })
    expect(places).toBeGreaterThan(1)
    await hub.kill("SIGTERM")

    const { rows: merchants } = await database.pool.query<{ id: string }>(
      "select merchant_id as id from sources where id = $1",
      [idUuid("source", whole)],
    )
    const copyOf = (source: string) =>
      ledgerCopy(database.pool, {
        merchantId: merchants[0]?.id ?? "",
        id: idUuid("source", source) ?? "",
      })
    const expected = await copyOf(whole)
    expect(expected["payouts"]).toHaveLength(700)
    expect(await copyOf(killed)).toEqual(expected)
    const { rows: messages } = await database.pool.query<{ count: number }>(
      "select count(*)::int as count from messages where source_id = $1",
      [idUuid("source", killed)],
    )
    expect(messages).toEqual([{ count: saved.length }])
  },
)

async function addSource(api: { readonly url: string }): Promise<string> {
  const body = { name: "x", provider: "xendit", secrets: SECRETS["xendit"] }
  return (await call(api, "POST /v1/sources", { key: API_KEY, body })).json.id
}

/** Waits until it has come further than that, or is done. */
async function placeBehind(source: string, before: number): Promise<number> {
  for (let looks = 0; ; looks += 1) {
    const { rows } = await database.pool.query<{ place: number; done: boolean }>(
      "select place::int as place, finished_at is not null as done from imports where source_id = $1",
      [idUuid("source", source)],
    )
    const [row] = rows
    if (row !== undefined && (row.place > before || row.done)) return row.place
    if (looks > 3_000) throw new Error("the import does not move")
    await sleep(10)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  return typeof address === "object" && address !== null ? address.port : 0
}
