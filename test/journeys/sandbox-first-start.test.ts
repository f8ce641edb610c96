import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest"
import { pino } from "pino"

import { startHub, type RunningHub } from "../../src/app.ts"
import { readConfig } from "../../src/config.ts"
import { createAddressPolicy } from "../../src/delivery/address-guard.ts"
import { createGuardedAgent } from "../../src/delivery/guarded-agent.ts"
import { createAttemptSender } from "../../src/delivery/send-attempt.ts"
import { ensureFirstMerchant } from "../../src/merchants/ensure-first-merchant.ts"
import { findFirstMerchant } from "../../src/merchants/find-merchant.ts"
import { createKeyring } from "../../src/merchants/keyring.ts"
import { hostSandbox } from "../../src/pipeline/host-sandbox.ts"
import { ensureFirstAccounts } from "../../src/sandbox/ensure-first-accounts.ts"
import { moveConnections } from "../../src/sandbox/move-connections.ts"
import type { HostedSandbox } from "../../src/sandbox/sandbox-context.ts"
import { SIMULATORS } from "../../src/sandbox/simulators.ts"
import { clusterFolder } from "../support/cluster-folder.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { startHubProcess } from "../support/started-hub.ts"
import { call, FIRST_API_KEY } from "../support/test-hub.ts"

const log = pino({ level: "silent" })
const PROVIDERS = SIMULATORS.map(({ provider }) => provider).toSorted()

interface Shown {
  readonly id: string
  readonly provider: string
  readonly source_id: string
  readonly base_url: string
  readonly callbacks: readonly { readonly url: string }[]
}

/** As a person sees them. */
async function accountsOf(hub: { readonly url: string }): Promise<readonly Shown[]> {
  const { json } = await call(hub, "GET /v1/sandbox/accounts")
  const shown = json.data.map(({ id }: { id: string }) =>
    call(hub, `GET /v1/sandbox/accounts/${id}`),
  )
  return (await Promise.all(shown)).map((answer) => answer.json)
}

async function statusOfPayout(hub: { readonly url: string }, account: Shown) {
  const target = `GET /v1/payouts?source_id=${account.source_id}&limit=1`
  return (await call(hub, target)).json.data[0]?.status as string | undefined
}

describe("on the embedded default", () => {
  let dataDir: string
  let hub: RunningHub
  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), "paidout-first-"))
    hub = await start()
  }, 60_000)
  afterAll(async () => {
    await hub.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  function start(variables: Record<string, string> = {}): Promise<RunningHub> {
    const environment = { PORT: "0", DATA_DIR: dataDir, PAIDOUT_API_KEY: FIRST_API_KEY }
    return startHub(readConfig({ ...environment, ...variables }), { log })
  }

  test("the first start brings a connected account per provider", async () => {
    const accounts = await accountsOf(hub)
    expect(accounts.map(({ provider }) => provider).toSorted()).toEqual(PROVIDERS)
    for (const account of accounts) {
      const { json: source } = await call(hub, `GET /v1/sources/${account.source_id}`)
      expect(source).toMatchObject({ live: false, sandbox: true })
      expect(source.settings.base_url).toBe(`${hub.url}/sandbox/${account.provider}`)
      expect(account.base_url).toBe(source.settings.base_url)
      expect(account.callbacks.length).toBeGreaterThan(0)
      for (const { url } of account.callbacks) expect(url).toBe(source.receive_url)
    }
    expect((await call(hub, "GET /v1/payouts")).json.data).toEqual([])
    expect((await call(hub, "GET /v1/messages")).json.data).toEqual([])
  })

  test("a payout at such an account goes from creation to paid within seconds", async () => {
    const account = (await accountsOf(hub)).find(({ provider }) => provider === "xendit")
    if (account === undefined) throw new Error("Xendit is not played")
    await call(hub, `POST /v1/sandbox/accounts/${account.id}/actions/create_payout`, { body: {} })
    await expect.poll(() => statusOfPayout(hub, account), { timeout: 15_000 }).toBe("paid")
  })

  test("a restart at another address takes the accounts along, and brings no others", async () => {
    const before = await accountsOf(hub)
    const [changed] = before.filter(({ provider }) => provider === "adyen")
    const elsewhere = { base_url: "https://elsewhere.example.com" }
    await call(hub, `PATCH /v1/sources/${changed?.source_id}`, { body: { settings: elsewhere } })
    const deleted = before.find(({ provider }) => provider === "pivot")
    await call(hub, `DELETE /v1/sandbox/accounts/${deleted?.id}`)
    await hub.stop()

    hub = await start()
    const after = await accountsOf(hub)
    expect(after.map(({ id }) => id)).toEqual(
      before.map(({ id }) => id).filter((id) => id !== deleted?.id),
    )
    expect(before.some(({ base_url }) => base_url.startsWith(hub.url))).toBe(false)
    for (const account of after) {
      expect(account.base_url).toBe(`${hub.url}/sandbox/${account.provider}`)
      for (const { url } of account.callbacks)
        expect(url).toBe(`${hub.url}/in/${account.source_id}`)
      const { json: source } = await call(hub, `GET /v1/sources/${account.source_id}`)
      const isOwn = account.provider === "adyen"
      expect(source.settings).toEqual(isOwn ? elsewhere : { base_url: account.base_url })
    }
    const account = after.find(({ provider }) => provider === "xendit")
    if (account === undefined) throw new Error("Xendit is gone")
    const target = `POST /v1/sandbox/accounts/${account.id}/actions/create_payout`
    const { json: made } = await call(hub, target, { body: {} })
    const told = () =>
      call(hub, `GET /v1/payouts?provider_id=${made.thing.name}`).then(
        ({ json }) => json.data[0]?.status,
      )
    await expect.poll(told, { timeout: 15_000 }).toBe("paid")
  })

  test("a hub that listens for others too still hears its own sandbox, and no other loopback", async () => {
    await hub.stop()
    hub = await start({ HOST: "0.0.0.0" })
    const refused = await call(hub, "POST /v1/endpoints", { body: { url: "http://127.0.0.1:9/" } })
    expect(refused.json.code).toBe("endpoint_address_refused")
    const made = await call(hub, "POST /v1/sandbox/accounts", { body: { provider: "xendit" } })
    expect(made.status).toBe(201)
    const account = made.json as Shown
    await call(hub, `POST /v1/sandbox/accounts/${account.id}/actions/create_payout`, { body: {} })
    await expect.poll(() => statusOfPayout(hub, account), { timeout: 15_000 }).toBe("paid")
  })

  test("PUBLIC_URL is for real providers: the simulated ones reach the hub without it", async () => {
    await hub.stop()
    hub = await start({ PUBLIC_URL: "http://10.255.255.1:8080" })
    const made = await call(hub, "POST /v1/sandbox/accounts", { body: { provider: "xendit" } })
    expect(made.status, made.text).toBe(201)
    const accounts = (await accountsOf(hub)).filter(({ provider }) => provider === "xendit")
    for (const account of accounts) {
      const target = `POST /v1/sandbox/accounts/${account.id}/actions/create_payout`
      const { json: payout } = await call(hub, target, { body: {} })
      const told = async () =>
        (await call(hub, `GET /v1/payouts?provider_id=${payout.thing.name}`)).json.data[0]?.status
      await expect.poll(told, { timeout: 15_000 }).toBe("paid")
    }
    const { json: source } = await call(hub, `GET /v1/sources/${made.json.source_id}`)
    expect(source.receive_url).toMatch(/^http:\/\/10\.255\.255\.1:8080\/in\//)
    await hub.stop()
    hub = await start()
  }, 60_000)

  test("a webhook that is on its way when the hub stops is delivered after the next start", async () => {
    const made = await call(hub, "POST /v1/sandbox/accounts", { body: { provider: "xendit" } })
    const account = made.json as Shown
    const own = `/v1/sandbox/accounts/${account.id}`
    await call(hub, `POST ${own}/actions/create_payout`, { body: {} })
    await call(hub, "POST /v1/sandbox/clock", { body: { advance: "1s" } })
    await hub.stop()
    hub = await start()
    await expect.poll(() => statusOfPayout(hub, account), { timeout: 15_000 }).toBe("paid")
    const { json } = await call(hub, `GET ${own}/webhooks`)
    expect(json.data).toMatchObject([{ state: "delivered", attempt_count: 1 }])
  })

  test("SANDBOX=off brings nothing, and a later start with it brings the accounts", async () => {
    const folder = await clusterFolder()
    const environment = { PORT: "0", DATA_DIR: folder, PAIDOUT_API_KEY: FIRST_API_KEY }
    const off = await startHub(readConfig({ ...environment, SANDBOX: "off" }), { log })
    expect((await call(off, "GET /v1/sources")).json.data).toEqual([])
    expect((await call(off, "GET /v1/sandbox/accounts")).json.code).toBe("sandbox_off")
    await off.stop()
    const on = await startHub(readConfig(environment), { log })
    onTestFinished(() => on.stop())
    expect(await accountsOf(on)).toHaveLength(PROVIDERS.length)
  }, 60_000)
})

test("`paidout start` says how to begin with the sandbox, in one line", async () => {
  const hub = await startHubProcess()
  onTestFinished(() => hub.remove())
  expect(hub.greeting).toMatch(/^sandbox +.*paidout demo$/m)
  const trigger = await hub.paidout("trigger", "xendit", "payout.succeeded")
  expect(trigger.exit).toBe(1)
  expect(trigger.errors).toContain("paidout source add xendit")
  await hub.paidout("source", "add", "xendit", "--secret", "callback_token=a-token-of-my-own")
  const own = [
    "trigger",
    "xendit",
    "payout.succeeded",
    "--secret",
    "callback_token=a-token-of-my-own",
  ]
  expect(await hub.paidout(...own)).toMatchObject({ exit: 0 })
}, 60_000)

describe("first accounts", () => {
  let database: TestDatabase
  let context: HostedSandbox
  let merchantId: string
  let baseUrl = "http://127.0.0.1:1111"
  beforeAll(async () => {
    database = await createTestDatabase()
    const { pool } = database
    const keyring = createKeyring(pool, "the secret key of the tests")
    const policy = createAddressPolicy(["127.0.0.0/8"])
    const sender = createAttemptSender(createGuardedAgent(policy), { userAgent: "Paidout/test" })
    merchantId = (await ensureFirstMerchant(pool, keyring, FIRST_API_KEY)).id
    const urls = { baseUrl: () => baseUrl, receiveUrl: (id: string) => `${baseUrl}/in/${id}` }
    const host = hostSandbox({ pool, keyring, sender, policy }, urls)
    context = { pool, keyring, log, sender, wakeDeliver: () => {}, host }
  })
  afterAll(async () => {
    await context.sender.close()
    await database.drop()
  })

  async function counts() {
    const { rows } = await database.pool.query<Record<string, number>>(
      `select (select count(*) from sandbox_accounts)::integer as accounts,
         (select count(*) from sources)::integer as sources,
         (select count(*) from sandbox_callbacks)::integer as callbacks,
         (select count(*) from endpoints)::integer as endpoints,
         (select count(*) from merchants where sandbox_of is not null)::integer as sandboxes`,
    )
    return rows[0]
  }

  const perProvider = SIMULATORS.map(({ products }) => products.length)
  const callbacks = perProvider.reduce((sum, count) => sum + count, 0)
  const whole = {
    accounts: SIMULATORS.length,
    sources: SIMULATORS.length,
    callbacks,
    endpoints: callbacks,
    sandboxes: 1,
  }

  test("are whole or not there, however far a start came that broke off", async () => {
    const { host } = context
    for (const breaksAt of ["source.create", "sandbox_account.create"]) {
      const broken: typeof host = {
        ...host,
        audit: (queryable, entry) =>
          entry.action === breaksAt
            ? Promise.reject(new Error("it breaks off"))
            : host.audit(queryable, entry),
        insertSource: async (queryable, source) => {
          const id = await host.insertSource(queryable, source)
          if (breaksAt === "source.create") throw new Error("it breaks off")
          return id
        },
      }
      const breaking = ensureFirstAccounts({ ...context, host: broken }, merchantId)
      await expect(breaking).rejects.toThrow("it breaks off")
      expect(await counts()).toEqual({
        ...{ accounts: 0, sources: 0, callbacks: 0, endpoints: 0 },
        sandboxes: 1,
      })
    }
  })

  test("are made once, by however many starts at once", async () => {
    await Promise.all(Array.from({ length: 5 }, () => ensureFirstAccounts(context, merchantId)))
    expect(await counts()).toEqual(whole)
    await ensureFirstAccounts(context, merchantId)
    expect(await counts()).toEqual(whole)
  })

  test("are moved once, by however many starts at once", async () => {
    baseUrl = "http://127.0.0.1:2222"
    await Promise.all(Array.from({ length: 5 }, () => moveConnections(context)))
    const { rows } = await database.pool.query<{ url: string }>(
      `select url from endpoints
       union all select settings ->> 'base_url' from sources
       union all select base_url from sandbox_accounts`,
    )
    expect(rows).toHaveLength(callbacks + 2 * SIMULATORS.length)
    for (const { url } of rows) expect(url.startsWith(`${baseUrl}/`)).toBe(true)
    const moves = await database.pool.query(
      "select 1 from audit_log where action = 'source.change' and actor = 'start'",
    )
    expect(moves.rowCount).toBe(SIMULATORS.length)
  })

  test("are never taken for the first merchant's, whatever the id of a sandbox", async () => {
    await context.pool.query("insert into merchants (id, name) values (gen_random_uuid(), 'Other')")
    await context.pool.query(
      `insert into merchants (id, name, sandbox_of)
       select '00000000-0000-7000-8000-000000000000', 'A sandbox', id
       from merchants where name = 'Other'`,
    )
    expect((await findFirstMerchant(context.pool))?.id).toBe(merchantId)
  })

  test("and sandboxes of merchants: many calls at once make one", async () => {
    const other = await context.pool.query<{ id: string }>(
      "insert into merchants (id, name) values (gen_random_uuid(), 'Another') returning id",
    )
    const id = other.rows[0]?.id ?? ""
    const request = { merchantId: id, actor: "key_test" }
    const made = await Promise.all(
      Array.from({ length: 8 }, () => context.host.ensureMerchant(request)),
    )
    expect(new Set(made).size).toBe(1)
    expect((await context.keyring.sealingKey(made[0] ?? "")).id).toBe(1)
    const audited = await context.pool.query(
      "select 1 from audit_log where merchant_id = $1 and action = 'sandbox.create'",
      [id],
    )
    expect(audited.rowCount).toBe(1)
  })
})
