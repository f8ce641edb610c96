import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest"
import { checkMigrated, migrate } from "../../src/postgres/migrate.ts"
import { createPool } from "../../src/postgres/pool.ts"
import type { Pool } from "../../src/postgres/pool.ts"
import { debianServerInstalled, startDebianServer } from "../support/debian-server.ts"
import type { DebianServer } from "../support/debian-server.ts"
import { createReceiver } from "../support/receiver.ts"
import { startHubProcess, type StartedHub } from "../support/started-hub.ts"

const ok = { exit: 0, errors: "" }

describe.skipIf(!debianServerInstalled)("PostgreSQL 15", () => {
  let server: DebianServer
  let pool: Pool

  beforeAll(async () => {
    server = await startDebianServer()
    pool = createPool(server.connection)
  })
  afterAll(async () => {
    await pool.end()
    await server.stop()
  })

  test("takes every migration", async () => {
    const { rows } = await pool.query<{ major: string }>(
      "select split_part(current_setting('server_version'), '.', 1) as major",
    )
    expect(rows[0]?.major).toBe("15")
    await migrate(pool)
    expect(await checkMigrated(pool)).toBe(true)
  })

  test("holds two hubs: what either receives is delivered once, also after one ends", async () => {
    const variables = {
      DATABASE_URL: server.url,
      PAIDOUT_API_KEY: "one key for both hubs",
      PAIDOUT_SECRET_KEY: "one secret for both hubs",
      ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    }
    const start = async () => {
      const hub = await startHubProcess(undefined, variables)
      onTestFinished(() => hub.remove())
      return hub
    }
    const [first, second] = await Promise.all([start(), start()])
    const receiver = await createReceiver()
    onTestFinished(() => receiver.close())
    const secret = ["--secret", "callback_token=a token of both hubs"]
    expect(await first.paidout("source", "add", "xendit", ...secret)).toMatchObject({ exit: 0 })
    const added = await second.paidout("endpoint", "add", receiver.url)
    expect(added).toMatchObject({ exit: 0 })

    const trigger = ["trigger", "xendit", "payout.succeeded", ...secret, "--count", "40"]
    const sent = await Promise.all([first.paidout(...trigger), second.paidout(...trigger)])
    expect(sent.map(({ exit, errors }) => ({ exit, errors }))).toEqual([ok, ok])
    const news = () => receiver.requests.filter(({ body }) => body.includes('"payout.paid"'))
    await expect.poll(news).toHaveLength(80)

    expect(await first.end("SIGTERM")).toBe(0)
    expect(await second.paidout(...trigger)).toMatchObject(ok)
    await expect.poll(news).toHaveLength(120)
    await expect.poll(() => delivered(second)).toBe(100)
    expect(news()).toHaveLength(120)
    expect(new Set(news().map(({ headers }) => headers["webhook-id"])).size).toBe(120)
  }, 60_000)
})

/** How many of the newest hundred deliveries have arrived. */
async function delivered(hub: StartedHub): Promise<number> {
  const words = ["deliveries", "--state", "delivered", "--limit", "100", "--json"]
  const { output } = await hub.paidout(...words)
  return (JSON.parse(output) as { data: unknown[] }).data.length
}
