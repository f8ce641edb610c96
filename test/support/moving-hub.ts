import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { pino } from "pino"
import { expect } from "vitest"

import { startHub } from "../../src/app.ts"
import { readConfig } from "../../src/config.ts"
import type { PaidoutEvent } from "../../src/payout/event.ts"
import { findProvider } from "../../src/providers/index.ts"
import { createTestDatabase, type TestDatabase } from "./database.ts"
import { sampleOf, SECRETS } from "./hub-fixture.ts"
import { createReceiver, type Receiver } from "./receiver.ts"
import { call, FIRST_API_KEY, type Answer } from "./test-hub.ts"

/** A whole hub whose clock can be moved, with a Xendit source and a merchant's sink. */
export interface MovingHub {
  readonly url: string
  readonly database: TestDatabase
  readonly sink: Receiver
  readonly sourceId: string
  api(target: string, body?: unknown): Promise<Answer>
  /** One call: what it answered. */
  advance(wish: object): Promise<Answer>
  /** Registered at the sink, or elsewhere; returns its id. */
  addEndpoint(settings: object, url?: string): Promise<string>
  /** Another payout of Xendit has succeeded; returns when the hub has acknowledged that. */
  tellPayout(): Promise<void>
  /** The only delivery of an endpoint, with its attempts, oldest first. */
  delivery(endpointId: string): Promise<ShownDelivery>
  close(): Promise<void>
}

export interface ShownDelivery {
  readonly state: string
  readonly next_attempt_at: string | null
  readonly attempts: readonly {
    readonly started_at: string
    readonly outcome: string
    readonly cause: string | null
  }[]
}

export async function startMovingHub(
  variables: Readonly<Record<string, string>> = {},
): Promise<MovingHub> {
  const folder = mkdtempSync(path.join(tmpdir(), "paidout-moving-"))
  const database = await createTestDatabase()
  const sink = await createReceiver()
  const config = readConfig({
    PORT: "0",
    DATA_DIR: folder,
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this database",
    PAIDOUT_API_KEY: FIRST_API_KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    SANDBOX: "on",
    ...variables,
  })
  const hub = await startHub(config, { log: pino({ level: "silent" }) })
  const api = (target: string, body?: unknown) =>
    call(hub, target, body === undefined ? {} : { body })
  const { json: source } = await api("POST /v1/sources", {
    name: "Xendit",
    provider: "xendit",
    secrets: SECRETS["xendit"],
  })
  let told = 0

  return {
    url: hub.url,
    database,
    sink,
    sourceId: source.id as string,
    api,
    advance: (wish) => api("POST /v1/sandbox/clock", wish),
    async addEndpoint(settings, url = sink.url) {
      const { answer } = sink
      sink.answer = (_, response) => void response.end("ok")
      const made = await api("POST /v1/endpoints", { url, ...settings })
      expect(made.status, made.text).toBe(201)
      sink.answer = answer
      sink.requests.length = 0
      return made.json.id as string
    },
    async tellPayout() {
      told += 1
      const sample = sampleOf("xendit", "v3_payout.succeeded")
      const providerId = `disb-moving-${told}`
      const event = { ...sample, providerId, key: `${sample.key}:${told}` } as PaidoutEvent
      const webhook = findProvider("xendit")?.encode(event, SECRETS["xendit"] ?? {})
      if (!webhook) throw new Error("Xendit has no words for it")
      const { headers } = webhook
      const body = new Uint8Array(webhook.body)
      const taken = await fetch(source.receive_url as string, { method: "POST", headers, body })
      expect(taken.status).toBe(200)
    },
    async delivery(endpointId) {
      const { json: page } = await api(`GET /v1/deliveries?endpoint_id=${endpointId}`)
      expect(page.data).toHaveLength(1)
      const { json } = await api(`GET /v1/deliveries/${page.data[0].id}`)
      return { ...json, attempts: json.attempts.toReversed() } as ShownDelivery
    },
    async close() {
      await hub.stop()
      await sink.close()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** How long after the one before each attempt was begun. */
export function gapsMs(delivery: ShownDelivery): readonly number[] {
  const times = delivery.attempts.map((attempt) => Date.parse(attempt.started_at))
  return times.slice(1).map((time, index) => time - (times[index] ?? 0))
}
