import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "../../../test/support/deliveries.ts"
import { createVendorHandler, type VendorHandler } from "../../../test/support/vendor-handler.ts"
import { createAddressPolicy } from "../../delivery/address-guard.ts"
import { readEndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import { findEndpointSecrets } from "../../delivery/find-endpoint-secrets.ts"
import { createGuardedAgent } from "../../delivery/guarded-agent.ts"
import { createAttemptSender } from "../../delivery/send-attempt.ts"
import { PaidoutError } from "../../errors.ts"
import type { SourceSecrets } from "../../providers/provider.ts"
import { changeEndpoint } from "./change-endpoint.ts"
import { deliveryTarget } from "../deliver/delivery-target.ts"
import { registerEndpoint } from "./register-endpoint.ts"
import { rotateEndpointSecret } from "./rotate-endpoint-secret.ts"
import { testEndpoint } from "./test-endpoint.ts"
import type { EndpointContext } from "./try-endpoint.ts"

let database: TestDatabase
let fixture: DeliveryFixture
let context: EndpointContext
const handlers: VendorHandler[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  const policy = createAddressPolicy(["127.0.0.0/8"])
  const sender = createAttemptSender(createGuardedAgent(policy), { userAgent: "Paidout/test" })
  fixture = await createDeliveryFixture(database.pool)
  context = { pool: database.pool, keyring: fixture.keyring, sender, policy }
})
afterAll(async () => {
  await context.sender.close()
  await database.drop()
})
afterEach(async () => {
  for (const handler of handlers.splice(0)) await handler.close()
})

const HOUR_MS = 60 * 60 * 1_000
const KINDS = { pivot: "callback_api_key", xendit: "callback_token", adyen: "hmac_key" } as const
/** Secrets that any of them takes. */
const [FIRST, SECOND, THIRD] = ["a1", "b2", "c3"].map((byte) => byte.repeat(32)) as [
  string,
  string,
  string,
]

const asActor = (id: string) => ({ merchantId: fixture.merchantId, id, actor: "key_test" })
const rotate = (id: string, options: { secret?: string; overlapHours?: number } = {}) =>
  rotateEndpointSecret(context, { ...asActor(id), ...options })

/** An endpoint whose handler authenticates by the first secret. */
async function register(dialect: keyof typeof KINDS) {
  const knowing = (...secrets: readonly string[]): SourceSecrets => ({ [KINDS[dialect]]: secrets })
  const handler = await createVendorHandler(dialect, knowing(FIRST))
  handlers.push(handler)
  const wanted = { ...asActor(""), url: handler.url, dialect, secret: FIRST }
  const { endpoint, secret } = await registerEndpoint(context, wanted)
  expect(secret).toBe(FIRST)
  handler.seen.splice(0)
  return {
    id: endpoint.id,
    endpoint,
    handler,
    /** What a test event comes to where the handler knows only these. */
    tried: async (...secrets: readonly string[]) => {
      handler.secrets = knowing(...secrets)
      const { accepted } = await testEndpoint(context, asActor(endpoint.id))
      return { accepted, answers: handler.seen.splice(0).map(({ status }) => status) }
    },
  }
}

async function storedSecrets(id: string) {
  const sealed = await findEndpointSecrets(database.pool, asActor(id))
  return readEndpointSecrets(
    await fixture.keyring.open(fixture.merchantId, sealed ?? Buffer.alloc(0)),
  )
}

describe.each(["pivot", "xendit", "adyen"] as const)("a rotation in the dialect %s", (dialect) => {
  test("falls back at once to the old secret where the new one is not known yet", async () => {
    const { id, tried } = await register(dialect)
    await rotate(id, { secret: SECOND })
    expect(await tried(FIRST)).toEqual({ accepted: true, answers: [401, 200] })
    expect(await tried(SECOND)).toEqual({ accepted: true, answers: [200] })
    expect(await tried(FIRST, SECOND)).toEqual({ accepted: true, answers: [200] })
    expect(await tried(THIRD)).toEqual({ accepted: false, answers: [401, 401] })
  })

  test("ends the old secret at once where the overlap is zero", async () => {
    const { id, tried } = await register(dialect)
    const { secret } = await rotate(id, { overlapHours: 0 })
    expect(await tried(FIRST)).toEqual({ accepted: false, answers: [401] })
    expect(await tried(secret)).toEqual({ accepted: true, answers: [200] })
    expect((await storedSecrets(id)).secrets).toEqual([{ secret, expiresAtMs: null }])
  })
})

test("an endpoint that is slow to refuse the new secret is slow to accept the old one", async () => {
  const { id, handler } = await register("pivot")
  await rotate(id, { secret: SECOND })
  await changeEndpoint(context, { ...asActor(id), settings: { timeout_ms: 1_000 } })
  handler.answerAfterMs = 700
  const answer = await testEndpoint(context, asActor(id))
  expect(answer).toMatchObject({ accepted: true, response_status: 200 })
  expect(answer.duration_ms).toBeGreaterThanOrEqual(1_400)
  expect(handler.seen.map(({ status }) => status)).toEqual([401, 200])
})

describe("the overlap", () => {
  test("is 24 hours: until then both are live, then only the new one", async () => {
    const { id, endpoint } = await register("pivot")
    const begun = Date.now()
    await rotate(id, { secret: SECOND })
    const secrets = await storedSecrets(id)
    expect(secrets.secrets).toEqual([
      { secret: SECOND, expiresAtMs: null },
      { secret: FIRST, expiresAtMs: expect.any(Number) },
    ])
    const end = secrets.secrets[1]?.expiresAtMs ?? 0
    expect(end - begun).toBeGreaterThanOrEqual(24 * HOUR_MS)
    expect(end - Date.now()).toBeLessThanOrEqual(24 * HOUR_MS)
    const { signers } = deliveryTarget(endpoint, secrets)
    expect(signers(begun)).toHaveLength(2)
    expect(signers(end - 1)).toHaveLength(2)
    expect(signers(end)).toHaveLength(1)
  })

  test("may be shortened by the next rotation, never prolonged", async () => {
    const { id } = await register("xendit")
    await rotate(id, { secret: SECOND, overlapHours: 2 })
    await rotate(id, { secret: THIRD, overlapHours: 100 })
    const hoursLeft = async () =>
      (await storedSecrets(id)).secrets.map(({ expiresAtMs }) =>
        expiresAtMs === null ? null : Math.round((expiresAtMs - Date.now()) / HOUR_MS),
      )
    expect(await hoursLeft()).toEqual([null, 100, 2])
    await rotate(id, { overlapHours: 1 })
    expect(await hoursLeft()).toEqual([null, 1, 1, 1])
    await rotate(id, { overlapHours: 0 })
    expect(await hoursLeft()).toEqual([null])
  })

  test.each([-1, 1.5, 169, Number.NaN])("is not %d hours", async (overlapHours) => {
    const { id } = await register("pivot")
    await expect(rotate(id, { overlapHours })).rejects.toMatchObject({ code: "request_invalid" })
  })
})

test("a secret that is brought again is live once, and for good", async () => {
  const { id } = await register("pivot")
  await rotate(id, { secret: SECOND })
  await rotate(id, { secret: FIRST })
  const { secrets } = await storedSecrets(id)
  expect(secrets).toEqual([
    { secret: FIRST, expiresAtMs: null },
    { secret: SECOND, expiresAtMs: expect.any(Number) },
  ])
})

test("a secret that does not fit is refused without a word of it, and changes nothing", async () => {
  const { id } = await register("adyen")
  const failure: unknown = await rotate(id, { secret: "no-hexadecimal-digits" }).catch((e) => e)
  expect(failure).toBeInstanceOf(PaidoutError)
  expect(failure).toMatchObject({ code: "secrets_invalid", detail: { field: "secret" } })
  expect(JSON.stringify([failure, String(failure)])).not.toContain("no-hexadecimal")
  expect((await storedSecrets(id)).secrets).toHaveLength(1)
})

test("a rotation and a new password at the same moment lose neither", async () => {
  const { id } = await register("xendit")
  const basic = { username: "u", password: "p" }
  const other = await database.pool.connect()
  await other.query("begin")
  await other.query("select from endpoints where id = $1 for update", [id])
  const rotating = rotate(id, { secret: SECOND })
  await untilLocked(1)
  const changing = changeEndpoint(context, { ...asActor(id), basic })
  await untilLocked(2)
  await other.query("commit")
  other.release()
  await Promise.all([rotating, changing])
  const stored = await storedSecrets(id)
  expect(stored.basic).toEqual(basic)
  expect(stored.secrets.map(({ secret }) => secret)).toEqual([SECOND, FIRST])
})

/** Waits until so many sessions of this database wait for a lock. */
async function untilLocked(count: number): Promise<void> {
  const waiting = async () => {
    const { rows } = await database.pool.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows[0]?.n ?? 0
  }
  await expect.poll(waiting).toBeGreaterThanOrEqual(count)
}
