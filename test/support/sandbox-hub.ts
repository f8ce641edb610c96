import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { pino } from "pino"
import { expect } from "vitest"

import { startHub, type RunningHub } from "../../src/app.ts"
import type { Role } from "../../src/roles.ts"
import { readConfig } from "../../src/config.ts"
import { createTestDatabase, type TestDatabase } from "./database.ts"
import { call, FIRST_API_KEY, type Answer } from "./test-hub.ts"

/** A whole hub with its sandbox on, on a database of its own. */
export interface SandboxHub {
  readonly url: string
  readonly database: TestDatabase
  /** What another process on the same database is started with. */
  readonly environment: Readonly<Record<string, string>>
  /** As the first merchant, unless `key` says otherwise. */
  api(target: string, body?: unknown, key?: string): Promise<Answer>
  /** A new account, connected unless it is said otherwise. */
  account(provider: string, options?: object): Promise<ShownAccount>
  /** What a person does at the provider's dashboard; returns the thing's name. */
  act(account: ShownAccount, action: string, args?: object): Promise<string>
  /** Passes time, for the whole installation. */
  advance(span: string): Promise<void>
  /** Another hub on the same database. */
  startAnother(): Promise<void>
  stopOthers(): Promise<void>
  close(): Promise<void>
}

export interface ShownAccount {
  readonly id: string
  readonly provider: string
  readonly base_url: string
  readonly external_id: string
  readonly credentials: Readonly<Record<string, string>>
  readonly source_id: string
  readonly callbacks: readonly { readonly id: string; readonly url: string }[]
}

export async function startSandboxHub(
  variables: Readonly<Record<string, string>> = {},
  roles?: readonly Role[],
): Promise<SandboxHub> {
  const folder = mkdtempSync(path.join(tmpdir(), "paidout-sandbox-"))
  const database = await createTestDatabase()
  const environment = {
    DATA_DIR: folder,
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this database",
    PAIDOUT_API_KEY: FIRST_API_KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    SANDBOX: "on",
    ...variables,
  }
  const config = readConfig({ ...environment, PORT: "0" })
  const log = pino({ level: "silent" })
  const hub = await startHub(config, { log, ...(roles !== undefined && { roles }) })
  const others: RunningHub[] = []
  const api: SandboxHub["api"] = (target, body, key = FIRST_API_KEY) =>
    call(hub, target, { key, ...(body !== undefined && { body }) })

  async function stopOthers(): Promise<void> {
    for (const other of others.splice(0)) await other.stop()
  }

  return {
    url: hub.url,
    database,
    environment,
    api,
    async account(provider, options = {}) {
      const made = await api("POST /v1/sandbox/accounts", { provider, ...options })
      expect(made.status, made.text).toBe(201)
      return made.json as ShownAccount
    },
    async act(account, action, args = {}) {
      const done = await api(`POST /v1/sandbox/accounts/${account.id}/actions/${action}`, { args })
      expect(done.status, done.text).toBe(200)
      return (done.json.thing?.name ?? "") as string
    },
    async advance(span) {
      const moved = await api("POST /v1/sandbox/clock", { advance: span })
      expect(moved.json, moved.text).toMatchObject({ reached: true })
    },
    async startAnother() {
      others.push(await startHub(config, { log }))
    },
    stopOthers,
    async close() {
      await stopOthers()
      await hub.stop()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
