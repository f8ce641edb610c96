import { pino } from "pino"
import { expect, onTestFinished, test } from "vitest"

import { newUuid } from "../../src/ids.ts"
import { insertMerchant } from "../../src/merchants/insert-merchant.ts"
import { insertSource } from "../../src/merchants/insert-source.ts"
import { createKeyring } from "../../src/merchants/keyring.ts"
import { createMetrics } from "../../src/metrics.ts"
import { createReceiver } from "../../src/pipeline/receive.ts"
import { startEmbeddedServer } from "../../src/postgres/embedded/start.ts"
import { migrate } from "../../src/postgres/migrate.ts"
import { createPool } from "../../src/postgres/pool.ts"
import { clusterFolder } from "../support/cluster-folder.ts"
import { sampleOf, SECRETS, webhookOf } from "../support/hub-fixture.ts"

const COMMIT_MS = 50
const SENDERS = 200
const WAVES = 5

test("on a disk that takes 50 ms per commit many requests share one, and each is answered after it", async () => {
  // PostgreSQL waits so long before each flush of its log, however few commit.
  const settings = { commit_delay: String(COMMIT_MS * 1_000), commit_siblings: "0" }
  const server = await startEmbeddedServer({ dataDir: await clusterFolder(), settings })
  onTestFinished(() => server.stop())
  const pool = createPool(server.connection, { indexProbesOnly: true, pipelined: true })
  await migrate(pool)
  const keyring = createKeyring(pool, "the secret key of a slow disk")
  const merchantId = (await insertMerchant(pool, keyring, "Slow")).id
  const source = await insertSource(pool, keyring, {
    ...{ merchantId, id: newUuid(), name: "xendit", provider: "xendit", live: null },
    ...{ settings: {}, secrets: SECRETS["xendit"] ?? {}, credentials: null },
  })
  const log = pino({ level: "silent" })
  let commits = 0
  const onCommitted = () => (commits += 1)
  const receiver = createReceiver({ pool, keyring, log, metrics: createMetrics(), onCommitted })
  const begun = performance.now()
  const stored = async () =>
    Number((await pool.query<{ count: string }>("select count(*) from messages")).rows[0]?.count)

  let acknowledged = 0
  const sender = async () => {
    for (let wave = 0; wave < WAVES; wave += 1) {
      const request = webhookOf(source, sampleOf("xendit", "payout.succeeded"))
      const outcome = await receiver.receive({
        ...{ sourceId: source.id, remoteAddress: null },
        ...request,
      })
      expect(outcome.outcome).toBe("accepted")
      acknowledged += 1
    }
  }
  const senders = Promise.all(Array.from({ length: SENDERS }, sender))
  await expect.poll(() => acknowledged, { interval: 1 }).toBeGreaterThan(0)
  const known = acknowledged
  expect(await stored()).toBeGreaterThanOrEqual(known)
  await senders

  expect(await stored()).toBe(SENDERS * WAVES)
  expect(commits).toBeLessThan(SENDERS)
  expect(performance.now() - begun).toBeGreaterThan(COMMIT_MS * WAVES)
  await receiver.stop()
  await pool.end()
}, 60_000)
