import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"

import type { PoolClient } from "../../../src/postgres/pool.ts"
import { createTestDatabase, type TestDatabase } from "../../support/database.ts"
import { calmDown } from "../calm-down.ts"
import { connectMerchant, type ConnectedMerchant } from "../connect-merchant.ts"
import { drawWebhooks } from "../model/draw-webhooks.ts"
import { createHubProcess, type HubProcess } from "../processes/hub-process.ts"
import { seededRandom } from "../seeded-random.ts"
import { API_KEY } from "../stage.ts"
import { createOutbox } from "../traffic/outbox.ts"
import { sendWebhooks } from "../traffic/send-webhooks.ts"
import { until } from "../until.ts"
import { checkOutcome } from "./check-outcome.ts"
import type { Expectation } from "./expectation.ts"

/** The checks themselves are checked: each thing that must never be is done by hand, and found. */

const SEED = 20_261_121
const WEBHOOKS = 400
const START_MS = 120_000

const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-chaos-checks-"))
let database: TestDatabase
let hub: HubProcess
let merchant: ConnectedMerchant
let expectation: Expectation

beforeAll(async () => {
  const random = seededRandom(SEED)
  database = await createTestDatabase()
  hub = createHubProcess({
    logFile: path.join(folder, "hub.log"),
    environment: {
      DATA_DIR: folder,
      DATABASE_URL: database.connectionString,
      PAIDOUT_SECRET_KEY: "the secret key of the chaos run",
      PAIDOUT_API_KEY: API_KEY,
      ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    },
  })
  hub.start()
  const allReady = () =>
    until(() => hub.url !== undefined, { ms: START_MS, what: "the hub to be ready" })
  await allReady()
  merchant = await connectMerchant(hub.url ?? "", random.fork("sinks"))
  const outbox = createOutbox(drawWebhooks(random.fork("webhooks")), {
    random: random.fork("outbox"),
    webhooksMax: WEBHOOKS,
  })
  await sendWebhooks({
    outbox,
    random: random.fork("senders"),
    connections: 8,
    pace: Infinity,
    hubs: () => (hub.url === undefined ? [] : [hub.url]),
    pathOf: (source) => merchant.paths[source],
    stalledMs: 60_000,
    onProgress() {},
  })
  await calmDown(
    { hubs: [hub], database, allReady },
    {
      endpoints: merchant.endpoints,
      doubtedSourceId: merchant.sourceIds.adyen_doubted,
      workers: 1,
      ms: 60_000,
    },
  )
  expectation = {
    webhooks: outbox.webhooks,
    sourceIds: merchant.sourceIds,
    endpoints: merchant.endpoints,
    hubsLost: 0,
    hasShiftedClocks: false,
    silenceIsOver: true,
  }
}, 240_000)

afterAll(async () => {
  await hub?.kill()
  await merchant?.close()
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

test("what a hub made of a few hundred webhooks in peace violates nothing", async () => {
  const { found } = await checkOutcome(database.pool, expectation)
  expect(found).toEqual([])
})

const GOOD = "(select endpoint_id from deliveries group by 1 order by count(*) desc limit 1)"

test.each([
  [
    "an acknowledged message is gone",
    `delete from messages where id = (select message_id from history where applied limit 1)`,
    "acknowledged is stored",
  ],
  [
    "a message is there twice",
    `insert into messages select * from (select merchant_id, gen_random_uuid(), source_id,
       received_at, remote_address, headers, body_sealed, body_bytes, answer_status
       from messages limit 1)`,
    "stored once",
  ],
  [
    "a message still waits",
    `insert into unsettled (merchant_id, message_id, source_id, body_bytes)
     select merchant_id, id, source_id, body_bytes from messages limit 1`,
    "settled",
  ],
  [
    "a message that was understood is parked",
    `insert into parked (merchant_id, message_id, source_id, state, reason, hint, body_hash,
       credential_hash)
     select m.merchant_id, m.id, m.source_id, 'unrecognised', '', '', sha256(''), ''
     from messages m join history h on h.message_id = m.id limit 1`,
    "parked are the malformed",
  ],
  [
    "a refused message is released",
    `update parked set state = 'unrecognised'
     where message_id = (select message_id from parked where state = 'quarantined' limit 1)`,
    "quarantined are the forged",
  ],
  [
    "a payout is gone with all its history",
    `with gone as (delete from payouts where id = (select min(id::text)::uuid from payouts)
       returning id) delete from history where subject_id in (select id from gone)`,
    "every subject is there",
  ],
  [
    "an entry of the history is gone",
    `delete from history where id = (select id from history where not applied limit 1)`,
    "every telling left an entry",
  ],
  [
    "an entry of the history is there twice",
    `insert into history (merchant_id, id, subject, subject_id, applied, sequence, status, certainty,
       via, tier, wire_event, message_id, recorded_at, refused_because)
     select merchant_id, gen_random_uuid(), subject, subject_id, applied, sequence, status, certainty,
       via, tier, wire_event, message_id, recorded_at, refused_because from history limit 1`,
    "every entry was told",
  ],
  [
    "a repetition counted as news",
    `update history set refused_because = 'late'
     where id = (select h.id from history h join history other
       on other.subject_id = h.subject_id and other.wire_event = h.wire_event and other.applied
       where h.refused_because = 'duplicate' limit 1)`,
    "every fact counts once",
  ],
  [
    "a sequence has a gap",
    `update history set sequence = sequence + 1
     where (subject_id, sequence) = (
       select subject_id, max(sequence) from history group by 1 order by 2 desc limit 1)`,
    "sequences are 1 to n",
  ],
  [
    "a payout is paid that failed",
    `update payouts set status = 'paid', failure_code = null
     where id = (select id from payouts where status = 'failed' limit 1)`,
    "it stands where its facts say",
  ],
  [
    "a payout is only presumed that was confirmed",
    `update payouts set certainty = 'presumed'
     where id = (select id from payouts where certainty = 'confirmed' limit 1)`,
    "it stands where its facts say",
  ],
  [
    "a payout failed for another reason",
    `update payouts set failure_code = 'sanctions_match'
     where id = (select id from payouts where status = 'failed' limit 1)`,
    "it failed for what its facts say",
  ],
  [
    "an amount is another one",
    `update payouts set amount = amount + 1 where id = (select min(id::text)::uuid from payouts)`,
    "every fact counts",
  ],
  [
    "a path is not legal",
    `update history set status = 'reversed'
     where id = (select id from history where subject = 'payout' and status = 'pending'
       and applied limit 1)`,
    "the path is legal",
  ],
  [
    "counters are others",
    `update batches set success_count = success_count + 1
     where id = (select id from batches where success_count is not null limit 1)`,
    "counters are the furthest",
  ],
  [
    "a payout of a finished batch is of nobody",
    `update payouts set status = 'failed', certainty = 'confirmed'
     where id = (select p.id from payouts p join batches b on b.id = p.batch_id
       where b.status = 'done' and b.pending_count = 0 and p.status = 'paid' limit 1)`,
    "counters are the payouts'",
  ],
  [
    "a delivery is missing",
    `delete from deliveries where id = (select id from deliveries where endpoint_id = ${GOOD} limit 1)`,
    "every event is delivered",
  ],
  [
    "a delivery is there twice",
    `insert into deliveries (merchant_id, id, endpoint_id, event_id, format, type, subject,
       subject_id, sequence, state, created_at)
     select merchant_id, gen_random_uuid(), endpoint_id, event_id, format, type, subject,
       subject_id, sequence, state, created_at from deliveries limit 1`,
    "one delivery each",
  ],
  [
    "an attempt is gone",
    `delete from attempts where id = (select min(id::text)::uuid from attempts)`,
    "attempts are counted",
  ],
  [
    "an attempt has another's number",
    `update attempts set number = number + 1 where id = (select min(id::text)::uuid from attempts)`,
    "attempts are numbered without a gap",
  ],
  [
    "an attempt is invented",
    `with made as (insert into attempts (merchant_id, id, delivery_id, number, trigger, url,
       started_at, duration_ms, outcome, response_status)
       select merchant_id, gen_random_uuid(), id, attempts + 1, 'automatic', '', created_at, 1,
         'success', 200 from deliveries where endpoint_id = ${GOOD} limit 1 returning delivery_id)
     update deliveries set attempts = attempts + 1 where id in (select delivery_id from made)`,
    "no attempt is invented",
  ],
  [
    "a claim is never given back",
    `insert into due_deliveries (merchant_id, delivery_id, endpoint_id, due_at, claimed_by)
     select merchant_id, id, endpoint_id, created_at, gen_random_uuid() from deliveries limit 1`,
    "nothing is claimed for ever",
  ],
  [
    "a delivery is delivered and due",
    `insert into due_deliveries (merchant_id, delivery_id, endpoint_id, due_at)
     select merchant_id, id, endpoint_id, created_at from deliveries
     where state = 'delivered' limit 1`,
    "delivered once it was taken",
  ],
  [
    "a delivery is neither finished nor due",
    `update deliveries set state = 'retrying' where endpoint_id = ${GOOD}`,
    "neither delivered nor exhausted is due",
  ],
  [
    "a delivery is exhausted too early",
    `update deliveries set state = 'exhausted' where endpoint_id = ${GOOD}`,
    "exhausted after its whole schedule",
  ],
  [
    "what a person must act on is closed",
    `update attention_items set closed_at = opened_at where kind = 'failed'`,
    "attention is open",
  ],
  [
    "an item is open for nothing",
    `insert into attention_items (merchant_id, id, kind, subject, subject_id, advice)
     select merchant_id, gen_random_uuid(), 'double_payment', 'payout', id, '' from payouts limit 1`,
    "no other attention is open",
  ],
])("%s: it is found", async (_, mutation, check) => {
  expect(await violatedAfter((client) => client.query(mutation))).toContain(check)
})

test("an event that a good endpoint never got is found", async () => {
  const [good] = merchant.endpoints
  const seen = new Map(good?.sink.seen)
  seen.delete([...seen.keys()][0] ?? "")
  const endpoints = expectation.endpoints.map((each) =>
    each.id === good?.id ? { ...each, sink: { ...each.sink, seen } } : each,
  )
  const { counts } = await checkOutcome(database.pool, { ...expectation, endpoints })
  expect(counts).toEqual({ "a good endpoint has everything": 1 })
})

test("a webhook that the hub made up is found", async () => {
  const webhooks = expectation.webhooks.slice(1)
  const { counts } = await checkOutcome(database.pool, { ...expectation, webhooks })
  expect(counts).toHaveProperty("known messages")
})

/** Which checks find what was done; afterwards it is undone. */
async function violatedAfter(
  mutate: (client: PoolClient) => Promise<{ readonly rowCount: number | null }>,
): Promise<readonly string[]> {
  const client = await database.pool.connect()
  try {
    await client.query("begin")
    expect((await mutate(client)).rowCount).toBeGreaterThan(0)
    return Object.keys((await checkOutcome(client, expectation)).counts)
  } finally {
    await client.query("rollback")
    client.release()
  }
}
