import { expect, onTestFinished } from "vitest"

import { createPool, type PostgresConnection } from "../../src/postgres/pool.ts"
import { connectionStringOf } from "./connection.ts"
import { startDatabaseProxy, type DatabaseProxy } from "./database-proxy.ts"
import { SECRETS } from "./hub-fixture.ts"
import { createReceiver, type Receiver } from "./receiver.ts"
import { startReplicatedServers, type ReplicatedServers } from "./replicated-servers.ts"
import { startHubProcess } from "./started-hub.ts"
import type { SteadyWebhooks } from "./steady-webhooks.ts"
import { call, type Answer } from "./test-hub.ts"

export interface FailoverHub {
  readonly servers: ReplicatedServers
  /** The address that follows the primary; the hub knows no other. */
  readonly address: DatabaseProxy
  readonly endpoint: Receiver
  readonly receiveUrl: string
  api(target: string, body?: unknown): Promise<Answer>
  isReady(): Promise<boolean>
  /** Each is in the ledger once, and the endpoint was told of it; nothing is left to do. */
  expectKept(providerIds: ReadonlySet<string>, at: PostgresConnection): Promise<void>
}

const KEY = "the key of a hub that fails over"

/** A provider is answered within 5 s; the rest is for a machine that does other things as well. */
const ANSWER_MS_MAX = 5_800

/** Whatever went on: 2xx or a 503 that says when to come again, and soon. */
export function expectQuickAnswers({ answers }: SteadyWebhooks): void {
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]))
  const refused = answers.filter(({ status }) => status === 503)
  expect(new Set(refused.map(({ retryAfter }) => retryAfter))).toEqual(new Set(["5"]))
  expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(ANSWER_MS_MAX)
}

/** `paidout start` before a primary with a synchronous standby, with a source and an endpoint. */
export async function startFailoverHub(): Promise<FailoverHub> {
  const servers = await startReplicatedServers()
  onTestFinished(() => servers.remove())
  const address = await startDatabaseProxy(servers.primary.connection)
  onTestFinished(() => address.close())
  const hub = await startHubProcess(undefined, {
    DATABASE_URL: connectionStringOf(address.connection),
    PAIDOUT_API_KEY: KEY,
    PAIDOUT_SECRET_KEY: "the secret of a hub that fails over",
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    LOG_LEVEL: "silent",
  })
  onTestFinished(() => hub.remove())
  const endpoint = await createReceiver()
  onTestFinished(() => endpoint.close())
  const api = (target: string, body?: unknown) =>
    call(hub, target, { key: KEY, ...(body === undefined ? {} : { body }) })
  const source = await api("POST /v1/sources", {
    name: "Xendit",
    provider: "xendit",
    secrets: SECRETS["xendit"],
  })
  expect(source.status, source.text).toBe(201)
  const registered = await api("POST /v1/endpoints", { url: endpoint.url })
  expect(registered.status, registered.text).toBe(201)
  endpoint.requests.length = 0

  return {
    servers,
    address,
    endpoint,
    receiveUrl: `${hub.url}/in/${source.json.id as string}`,
    api,
    async isReady() {
      const answer = await fetch(`${hub.url}/readyz`)
      return answer.status === 200
    },
    expectKept: (providerIds, at) => expectKept(providerIds, { at, endpoint }),
  }
}

/** Each is in the ledger once, and the endpoint was told of it; nothing is left to do. */
export async function expectKept(
  providerIds: ReadonlySet<string>,
  { at, endpoint }: { readonly at: PostgresConnection; readonly endpoint: Receiver },
): Promise<void> {
  const pool = createPool(at)
  const rows = async <Row extends object>(text: string) => (await pool.query(text)).rows as Row[]
  try {
    const waiting = () =>
      rows(`select (select count(*) from unsettled)::int as unsettled,
              (select count(*) from due_deliveries)::int as due`).catch(() => [])
    await expect
      .poll(waiting, { timeout: 45_000, interval: 100 })
      .toEqual([{ unsettled: 0, due: 0 }])
    const payouts = await rows<{ provider_id: string; status: string; applied: number }>(
      `select p.provider_id, p.status,
         (select count(*) from history h where h.subject_id = p.id and h.applied)::int as applied
       from payouts p`,
    )
    const kept = new Set(payouts.map((payout) => payout.provider_id))
    expect([...providerIds].filter((id) => !kept.has(id))).toEqual([])
    expect(payouts.filter(({ status, applied }) => status !== "paid" || applied !== 1)).toEqual([])
    const told = new Set(endpoint.requests.map(toldId))
    expect([...providerIds].filter((id) => !told.has(id))).toEqual([])
  } finally {
    await pool.end()
  }
}

function toldId({ body }: { readonly body: string }): string {
  return (JSON.parse(body) as { data: { payout: { provider_id: string } } }).data.payout.provider_id
}
