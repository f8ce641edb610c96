import type { AddressInfo } from "node:net"
import { pino } from "pino"

import { createAddressPolicy } from "../../src/delivery/address-guard.ts"
import { createGuardedAgent } from "../../src/delivery/guarded-agent.ts"
import { createAttemptSender } from "../../src/delivery/send-attempt.ts"
import type { Hub } from "../../src/http/hub.ts"
import { createServer } from "../../src/http/server.ts"
import { idText } from "../../src/ids.ts"
import type { Log } from "../../src/log.ts"
import { ensureFirstMerchant } from "../../src/merchants/ensure-first-merchant.ts"
import { createKeyring } from "../../src/merchants/keyring.ts"
import type { Merchant } from "../../src/merchants/merchant.ts"
import { createMetrics } from "../../src/metrics.ts"
import { hostSandbox } from "../../src/pipeline/host-sandbox.ts"
import { createImporter } from "../../src/pipeline/import/import-messages.ts"
import { createProviderAsker } from "../../src/pipeline/poll/provider-asker.ts"
import { createReceiver } from "../../src/pipeline/receive.ts"
import { startVendorCalls } from "../../src/pipeline/poll/start-vendor-calls.ts"
import { createSandbox } from "../../src/sandbox/sandbox.ts"
import type { TestDatabase } from "./database.ts"
import { undocumented } from "./documented.ts"
import { readText } from "./read-text.ts"

export const FIRST_API_KEY = "pd_first_key_of_the_tests"

export interface TestHub {
  readonly hub: Hub
  readonly merchant: Merchant
  /** Of the listening server, without a slash at its end. */
  readonly url: string
  stop(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The JSON of the answer; undefined where it is none. */
  // oxlint-disable-next-line typescript/no-explicit-any -- its shape is held against openapi.json
  readonly json: any
}

/** A hub without settle and deliver loops: database, receiver and a listening HTTP server. */
export async function createTestHub(
  database: TestDatabase,
  options: {
    readonly mail?: Hub["mail"]
    readonly log?: Log
    readonly sandboxClock?: Hub["sandboxClock"]
    /** Its API and the providers' paths, without the loop that moves things on. */
    readonly sandbox?: true
    readonly limits?: Pick<Hub, "apiRatePerSecond" | "trustedProxyCidrs">
  } = {},
): Promise<TestHub> {
  const { pool } = database
  const keyring = createKeyring(pool, "the secret key of the tests")
  const merchant = await ensureFirstMerchant(pool, keyring, FIRST_API_KEY)
  const log = options.log ?? pino({ level: "silent" })
  const metrics = createMetrics()
  const onCommitted = () => {}
  const receiver = createReceiver({ pool, keyring, log, metrics, onCommitted })
  const policy = createAddressPolicy(["127.0.0.0/8"])
  const sender = createAttemptSender(createGuardedAgent(policy), { userAgent: "Paidout/test" })
  const vendorCalls = startVendorCalls(policy, { userAgent: "Paidout/test" })
  let url = ""
  const receiveUrl = (sourceId: string) => `${url}/in/${idText("source", sourceId)}`
  const wakeDeliver = () => {}
  const host = hostSandbox({ pool, keyring, sender, policy }, { baseUrl: () => url, receiveUrl })
  const hub: Hub = {
    version: "0.0.0-test",
    pool,
    keyring,
    log,
    metrics,
    receiver,
    onCommitted,
    sender,
    policy,
    wakeDeliver,
    importer: createImporter({
      ...{ pool, keyring, log, metrics },
      isPressed: () => false,
      onDeliveriesQueued: wakeDeliver,
    }),
    asker: createProviderAsker({ pool, keyring, metrics, call: vendorCalls.call }),
    ...(options.sandbox === true && {
      sandbox: createSandbox({ pool, keyring, log, sender, wakeDeliver, host }),
    }),
    ...(options.sandboxClock === undefined ? {} : { sandboxClock: options.sandboxClock }),
    mail: options.mail ?? { mailer: null, reportPool: pool, publicUrl: null },
    receiveUrl,
    url: () => url,
    ...options.limits,
    readiness: () =>
      Promise.resolve({ database: true, migrated: true, loops: {}, isStopping: false }),
  }
  const server = await createServer(hub)
  await server.listen({ host: "127.0.0.1", port: 0 })
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  return {
    hub,
    merchant,
    url,
    async stop() {
      await server.close()
      await receiver.stop()
      await sender.close()
      await vendorCalls.stop()
    },
  }
}

/** One call of the API, as `key` (null: without one). What openapi.json does not say throws. */
export async function call(
  base: { readonly url: string },
  target: string,
  options: {
    readonly key?: string | null
    readonly body?: unknown
    readonly headers?: Readonly<Record<string, string>>
  } = {},
): Promise<Answer> {
  const [method = "GET", path = "/"] = target.split(" ")
  const { key = FIRST_API_KEY, body } = options
  const response = await fetch(base.url + path, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  })
  const text = await readText(response)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  const missing = path.startsWith("/v1/")
    ? undocumented({ method, path }, { status: response.status, json })
    : []
  if (missing.length > 0) throw new Error(`${target} is not as documented: ${missing.join("; ")}`)
  return { status: response.status, headers: response.headers, text, json }
}
