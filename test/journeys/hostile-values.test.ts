import { afterAll, beforeAll, describe, expect, test } from "vitest"

import type { Source } from "../../src/merchants/source.ts"
import { PROVIDERS } from "../../src/providers/index.ts"
import type { WebhookRequest } from "../../src/providers/provider.ts"
import { createHubFixture, sampleOf, webhookOf, type HubFixture } from "../support/hub-fixture.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

type Tree = { [key: string]: unknown }

/** What a database, an index, a clock or a number may choke on. */
const TEXTS = [
  "\u0000",
  "\ud800",
  "x\udfffy",
  "💸".repeat(127),
  "漢".repeat(255),
  "漢".repeat(2_000),
  "x".repeat(100_000),
  "",
  "\\",
  '"{},\\',
  "NULL",
  "infinity",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59-14:00",
  "0000-01-01T00:00:00Z",
  "9223372036854775808",
  "99999999999999999999999999999999999999",
]
const OTHERS = [
  null,
  [],
  {},
  ["\u0000"],
  { "\u0000": "\ud800", "a\u0000": { b: ["\udc00"] } },
  Object.fromEntries([["__proto__", 1]]),
]
const NUMBERS = ["1e400", "-1", "-0", "1e-7", "9007199254740993", "9".repeat(41), "2147483648"]
const FIELDS_ADDED = [
  "metadata",
  "description",
  "failure_code",
  "channel_properties",
  "receipt_notification",
]

for (const provider of PROVIDERS) {
  test(
    `no value in a webhook of ${provider.name} is too much for the ledger`,
    { timeout: 120_000 },
    async () => {
      const basic = { basic_username: ["user"], basic_password: ["password"] }
      const source = await hub.addSource(
        provider.name,
        // A signature would have to be made anew for every body.
        provider.name === "adyen" ? { secrets: basic, live: false } : { live: false },
      )
      for (const name of Object.keys(provider.samples)) {
        const fresh = () => webhookOf(source, sampleOf(provider.name, name))
        for (const path of pathsOf(treeOf(fresh()))) await tell(source, fresh, path)
        await hub.settle()
      }
      expect(
        await hub.rows("select reason, hint from parked where reason = 'settle_failed'"),
      ).toEqual([])
      const [counts] = await hub.rows<{ n: number }>(
        `select (select count(*) from payouts where source_id = $1)::int
           + (select count(*) from batches where source_id = $1)::int
           + (select count(*) from payments where source_id = $1)::int as n`,
        [source.id],
      )
      expect(counts?.n).toBeGreaterThan(500)
    },
  )
}

/** Each hostile value at this place, each in a webhook about something new. */
async function tell(
  source: Source,
  fresh: () => WebhookRequest,
  path: readonly string[],
): Promise<void> {
  const values = [...TEXTS, ...OTHERS].map((value) => JSON.stringify(value))
  const outcomes = await Promise.all(
    [...values, ...NUMBERS].map((text) => {
      const { headers, body } = fresh()
      const changed = JSON.stringify(withValue(treeOf({ headers, body }), path, "@here@"))
      return hub.send(source, { headers, body: Buffer.from(changed.replace('"@here@"', text)) })
    }),
  )
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["accepted"]))
}

function treeOf(request: WebhookRequest): Tree {
  return JSON.parse(Buffer.from(request.body).toString("utf8")) as Tree
}

/** Every place of the tree, and fields that the sample does not have. */
function pathsOf(tree: Tree): readonly (readonly string[])[] {
  const below = (value: unknown, path: readonly string[]): readonly (readonly string[])[] =>
    typeof value !== "object" || value === null
      ? [path]
      : [path, ...Object.entries(value).flatMap(([key, each]) => below(each, [...path, key]))]
  const data = typeof tree["data"] === "object" ? [["data"]] : []
  const added = [[], ...data].flatMap((path) => FIELDS_ADDED.map((name) => [...path, name]))
  return [...below(tree, []).filter((path) => path.length > 0), ...added]
}

function withValue(tree: Tree, path: readonly string[], value: unknown): Tree {
  const [key = "", ...rest] = path
  const inner = rest.length === 0 ? value : withValue((tree[key] ?? {}) as Tree, rest, value)
  const copy = (Array.isArray(tree) ? [...(tree as unknown[])] : { ...tree }) as Tree
  copy[key] = inner
  return copy
}

describe("one large webhook", () => {
  test("with a megabyte of metadata settles", async () => {
    const source = await hub.addSource("xendit")
    const request = webhookOf(source, sampleOf("xendit", "payout.succeeded"))
    const tree = treeOf(request)
    const metadata = Object.fromEntries(
      Array.from({ length: 9_000 }, (_, index) => [`key ${index}`, "漢字".repeat(15)]),
    )
    const body = Buffer.from(
      JSON.stringify({ ...tree, data: { ...(tree["data"] as Tree), metadata } }),
    )
    expect(body.length).toBeGreaterThan(900_000)
    expect(await hub.send(source, { headers: request.headers, body })).toMatchObject({
      outcome: "accepted",
    })
    await hub.settle()
    expect(await hub.rows("select status from payouts where source_id = $1", [source.id])).toEqual([
      { status: "paid" },
    ])
  })

  test("with thousands of payouts settles, and within its statements' time", async () => {
    const source = await hub.addSource("xendit")
    const disbursements = Array.from({ length: 5_000 }, (_, index) => ({
      id: `d${index}`,
      external_id: `e${index}`,
      amount: 1000,
      bank_code: "BCA",
      status: "COMPLETED",
      disbursement_description: "x",
    }))
    const body = Buffer.from(
      JSON.stringify({ id: "large-batch", user_id: "u", status: "COMPLETED", disbursements }),
    )
    const headers = { "x-callback-token": ["xendit-callback-token-0001"] }
    await hub.send(source, { headers, body })
    const begun = performance.now()
    await hub.settle()
    expect(performance.now() - begun).toBeLessThan(8_000)
    const [counts] = await hub.rows<{ n: number }>(
      "select count(*)::int as n from payouts where source_id = $1",
      [source.id],
    )
    expect(counts).toEqual({ n: 5_000 })
  })
})
