import { pino } from "pino"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "../../../test/support/deliveries.ts"
import { createDnsServer, type DnsServer, type Zone } from "../../../test/support/dns-server.ts"
import { FORBIDDEN_URLS } from "../../../test/support/forbidden-urls.ts"
import { createReceiver, type Receiver } from "../../../test/support/receiver.ts"
import { createAddressPolicy } from "../../delivery/address-guard.ts"
import { createGuardedAgent } from "../../delivery/guarded-agent.ts"
import { createNameResolver } from "../../delivery/name-resolver.ts"
import { createAttemptSender } from "../../delivery/send-attempt.ts"
import type { PaidoutError } from "../../errors.ts"
import { startDelivering } from "../deliver.ts"
import { registerEndpoint } from "../endpoints/register-endpoint.ts"

/** Each asked for at registration and again at sending, over a real name server. */
const FORBIDDEN_NAMES: readonly (readonly [name: string, what: string, zone: Zone])[] = [
  ["inside.test", "a private address", { "inside.test": () => ["10.0.0.5"] }],
  ["loop.test", "the loopback", { "loop.test": () => ["127.0.0.1"] }],
  ["loop6.test", "the loopback, IPv6", { "loop6.test": () => ["::1"] }],
  ["cloud.test", "metadata", { "cloud.test": () => ["169.254.169.254"] }],
  ["mapped.test", "an IPv4-mapped address", { "mapped.test": () => ["::ffff:127.0.0.1"] }],
  ["nat64.test", "a NAT64 address", { "nat64.test": () => ["64:ff9b::10.0.0.1"] }],
  ["local6.test", "a unique-local address", { "local6.test": () => ["fd00:ec2::254"] }],
  ["10.0.0.1.wild.test", "the address in it", { "10.0.0.1.wild.test": () => ["10.0.0.1"] }],
  [
    "one-of-them.test",
    "an inside address among public ones",
    { "one-of-them.test": () => ["93.184.216.34", "8.8.8.8", "192.168.1.1"] },
  ],
  [
    "six-inside.test",
    "a public IPv4 and an inside IPv6 address",
    { "six-inside.test": () => ["93.184.216.34", "fe80::1"] },
  ],
  [
    "chain.test",
    "another name for another name for the loopback",
    {
      "chain.test": () => ["link.test"],
      "link.test": () => ["end.test"],
      "end.test": () => ["127.0.0.1"],
    },
  ],
  [
    "mixed-chain.test",
    "another name for inside and public",
    { "mixed-chain.test": () => ["both.test"], "both.test": () => ["8.8.8.8", "172.16.0.9"] },
  ],
]

let database: TestDatabase
let fixture: DeliveryFixture
let receiver: Receiver
let dns: DnsServer
let zone: Zone
const toClose: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  fixture = await createDeliveryFixture(database.pool)
  receiver = await createReceiver()
  zone = Object.assign({}, ...FORBIDDEN_NAMES.map(([, , names]) => names)) as Zone
  dns = await createDnsServer(zone)
})
afterAll(async () => {
  await receiver.close()
  await dns.close()
  await database.drop()
})
afterEach(async () => {
  for (const close of toClose.splice(0)) await close()
  await database.pool.query("delete from due_deliveries")
})

/** All that registering and delivering take, with nothing allowed unless it is said. */
function createSending(allowed: readonly string[] = []) {
  const policy = createAddressPolicy(allowed)
  const resolve = createNameResolver({ lookup: dns.resolve, limits: { freshMs: 0 } })
  const agent = createGuardedAgent(policy, { resolve })
  const sender = createAttemptSender(agent, { userAgent: "Paidout/test" })
  toClose.push(() => sender.close())
  return { pool: database.pool, keyring: fixture.keyring, sender, policy, resolve }
}

const at = (name: string, scheme = "https") =>
  `${scheme}://${name}:${new URL(receiver.url).port}/hook`

async function refusalOf(url: string, sending = createSending()): Promise<PaidoutError> {
  const own = { merchantId: fixture.merchantId, url, actor: "key_test" }
  return registerEndpoint(sending, own).then(
    () => Promise.reject(new Error("registered")),
    (error: PaidoutError) => error,
  )
}

/** Delivers to URLs that were registered when more was allowed; the causes, in their order. */
async function causesOf(urls: readonly string[], sending = createSending()) {
  const ids: string[] = []
  for (const url of urls) ids.push(...(await fixture.queue(await fixture.addEndpoint(url))))
  const log = pino({ level: "silent" })
  const delivering = await startDelivering({ ...sending, log, limits: { pollMs: 20 } })
  toClose.unshift(() => delivering.stop())
  const causes: (string | null)[] = []
  for (const id of ids) {
    const delivery = await fixture.until(id, ({ attempts }) => attempts > 0)
    causes.push(delivery.lastCause)
  }
  return causes
}

describe("registration refuses, before any connection,", () => {
  test.each(FORBIDDEN_URLS)("%s: %s", async (url) => {
    expect(await refusalOf(url)).toMatchObject({
      code: "endpoint_address_refused",
      detail: { refusal: "address_forbidden" },
    })
  })

  test.each(FORBIDDEN_NAMES)("%s, which says %s", async (name) => {
    expect(await refusalOf(at(name))).toMatchObject({
      code: "endpoint_address_refused",
      detail: { refusal: "address_forbidden" },
    })
    expect(receiver.connections).toBe(0)
  })
})

describe("sending refuses the same of endpoints that were registered before", () => {
  test("by their address", async () => {
    const urls = FORBIDDEN_URLS.map(([url]) => url)
    expect(await causesOf(urls)).toEqual(urls.map(() => "address_refused"))
  })

  test("by their name", async () => {
    const urls = FORBIDDEN_NAMES.map(([name]) => at(name))
    expect(await causesOf(urls)).toEqual(urls.map(() => "address_refused"))
    expect(receiver.connections).toBe(0)
  })

  test("and a public name without TLS", async () => {
    zone["public.test"] = () => ["93.184.216.34"]
    expect(await causesOf([at("public.test", "http")])).toEqual(["address_refused"])
  })
})

describe("a name server that changes its word", () => {
  test("between the check and the connection gains nothing at registration", async () => {
    zone["rebinding.test"] = changingAfter(["93.184.216.34"], ["127.0.0.1"])
    expect(await refusalOf(at("rebinding.test"))).toMatchObject({
      code: "endpoint_refused",
      detail: { cause: "address_refused" },
    })
    expect(receiver.connections).toBe(0)
  })

  test("after the check is not asked: the connection goes where the check looked", async () => {
    zone["changing.test"] = changingAfter(["127.0.0.1"], ["10.9.9.9"])
    const sending = createSending(["127.0.0.0/8"])
    expect(await causesOf([at("changing.test", "http")], sending)).toEqual([null])
    expect(receiver.requests.map(({ headers }) => headers.host)).toEqual([
      `changing.test:${new URL(receiver.url).port}`,
    ])
    expect(dns.asked.filter((name) => name === "changing.test")).toHaveLength(1)
  })
})

/** The first lookup, of both kinds of address, is told the one, all later ones the other. */
function changingAfter(first: readonly string[], later: readonly string[]) {
  let questions = 0
  return () => {
    questions += 1
    return questions <= 2 ? first : later
  }
}
