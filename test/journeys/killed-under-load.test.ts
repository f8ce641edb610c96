import { afterAll, beforeAll, expect, test } from "vitest"

import { idText } from "../../src/ids.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import type { WebhookRequest } from "../../src/providers/provider.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { sampleOf, SECRETS, webhookOf } from "../support/hub-fixture.ts"
import { spawnHub, type KillableHub } from "../support/killed-hub.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call } from "../support/test-hub.ts"

const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000)
const KILLS = 4
const PAYOUTS = 160
const SENDERS = 8
const API_KEY = "pd_the_key_of_this_journey"

let database: TestDatabase
let endpoint: Receiver
beforeAll(async () => {
  database = await createTestDatabase()
  endpoint = await createReceiver()
})
afterAll(async () => {
  await endpoint.close()
  await database.drop()
})

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Mulberry32: small, and the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

test(
  `two hubs on one database, killed ${KILLS} times and cut off from it under load, lose and double nothing (seed ${SEED})`,
  { timeout: 120_000 },
  async () => {
    process.stdout.write(`killed under load: SEED=${SEED}\n`)
    const random = randomFrom(SEED)
    const folder = temporaryFolder()
    const environment = {
      DATA_DIR: folder,
      DATABASE_URL: database.connectionString,
      PAIDOUT_SECRET_KEY: "the secret key of this journey",
      PAIDOUT_API_KEY: API_KEY,
      ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    }
    const hubs: [KillableHub, KillableHub] = [spawnHub(environment), spawnHub(environment)]
    const [base] = await Promise.all(hubs.map(({ ready }) => ready))
    const api = { url: base ?? "" }
    const source = await call(api, "POST /v1/sources", {
      key: API_KEY,
      body: { name: "Xendit", provider: "xendit", secrets: SECRETS["xendit"] },
    })
    expect(source.status).toBe(201)
    const registered = await call(api, "POST /v1/endpoints", {
      key: API_KEY,
      body: { url: endpoint.url },
    })
    expect(registered.status).toBe(201)
    endpoint.requests.length = 0

    const told = webhooks(random)
    let sending = true
    const killing = (async () => {
      for (let kills = 0; kills < KILLS; kills += 1) {
        await sleep(100 + random() * 400)
        if (random() < 0.5) await cutAllConnections()
        await sleep(random() * 400)
        const victim = random() < 0.5 ? 0 : 1
        await hubs[victim].kill("SIGKILL")
        hubs[victim] = spawnHub(environment)
        if (random() < 0.7) await hubs[victim].ready
      }
      sending = false
    })()

    let next = 0
    const acknowledged: PayoutEvent[] = []
    const sender = async () => {
      while (next < told.length) {
        const { event, request } = told[next++]!
        await untilAcknowledged(hubs, source.json.id, request)
        acknowledged.push(event)
        // The load lasts as long as the killing.
        while (sending && next > told.length - SENDERS) await sleep(20)
        await sleep(sending ? 40 + random() * 120 : 0)
      }
    }
    await Promise.all([killing, ...Array.from({ length: SENDERS }, sender)])
    await Promise.all(hubs.map(({ ready }) => ready))
    await untilIdle()
    await Promise.all(hubs.map((hub) => hub.kill("SIGTERM")))

    expect(acknowledged).toHaveLength(told.length)
    const facts = await rows<{ provider_id: string; wire_event: string; news: number }>(
      `select p.provider_id, h.wire_event,
         count(*) filter (where h.refused_because is distinct from 'duplicate')::int as news
       from history h join payouts p on p.id = h.subject_id
       group by 1, 2`,
    )
    const expected = new Set(told.map(({ event }) => `${event.providerId} ${event.wireEvent}`))
    expect(new Set(facts.map((each) => `${each.provider_id} ${each.wire_event}`))).toEqual(expected)
    expect(facts.filter(({ news }) => news !== 1)).toEqual([])
    expect(await rows("select 1 from parked")).toEqual([])

    const applied = await rows<{ id: string; subject_id: string; sequence: number }>(
      "select id, subject_id, sequence from history where applied",
    )
    const sequences = Map.groupBy(applied, ({ subject_id: id }) => id)
    for (const entries of sequences.values()) {
      expect(entries.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(
        entries.map((_, index) => index + 1),
      )
    }
    const bodies = new Map<string, Set<string>>()
    for (const { headers, body } of endpoint.requests) {
      const id = String(headers["webhook-id"])
      bodies.set(id, (bodies.get(id) ?? new Set()).add(body))
    }
    expect(new Set(bodies.keys())).toEqual(new Set(applied.map(({ id }) => idText("event", id))))
    expect([...bodies.values()].filter((each) => each.size !== 1)).toEqual([])
  },
)

/** Each payout succeeds; some are reversed; much of it is told twice, and in any order. */
function webhooks(
  random: () => number,
): readonly { event: PayoutEvent; request: WebhookRequest }[] {
  const secrets = SECRETS["xendit"] ?? {}
  const source = { provider: "xendit", secrets } as Parameters<typeof webhookOf>[0]
  const events = Array.from({ length: PAYOUTS }, () => {
    const paid = sampleOf("xendit", "payout.succeeded") as PayoutEvent
    const reversed = sampleOf("xendit", "payout.reversed") as PayoutEvent
    const told = [paid, ...(random() < 0.4 ? [paid] : [])]
    if (random() < 0.4) {
      told.push({ ...reversed, providerId: paid.providerId, amount: paid.amount })
    }
    return told
  }).flat()
  return events
    .map((event) => ({ event, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ event }) => ({ event, request: webhookOf(source, event) }))
}

/** As a provider does: again and again, to whichever hub answers. */
async function untilAcknowledged(
  hubs: readonly KillableHub[],
  sourceId: string,
  request: WebhookRequest,
): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const url = hubs[tries % 2]?.url
    if (url !== undefined) {
      const answer = await fetch(`${url}/in/${sourceId}`, {
        method: "POST",
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, values]) => [name, values.join(", ")]),
        ),
        body: Buffer.from(request.body),
        signal: AbortSignal.timeout(6_000),
      }).catch(() => undefined)
      if (answer?.status === 200) return
      // A provider that is told 4xx does not come again: the hub must never say so here.
      if (answer !== undefined) expect(answer.status).toBe(503)
    }
    await sleep(20)
  }
  throw new Error("a webhook was never acknowledged")
}

/** What a restart of PostgreSQL does to everyone at once. */
async function cutAllConnections(): Promise<void> {
  await rows(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  )
}

async function untilIdle(): Promise<void> {
  await expect
    .poll(
      () =>
        rows(
          `select (select count(*) from unsettled)::int as unsettled,
             (select count(*) from due_deliveries)::int as due`,
        ),
      { timeout: 30_000 },
    )
    .toEqual([{ unsettled: 0, due: 0 }])
}

async function rows<Row extends object>(text: string): Promise<readonly Row[]> {
  return (await database.pool.query(text)).rows as Row[]
}
