import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { adyen } from "../../src/providers/adyen/index.ts"
import { api } from "../../src/providers/adyen/api.ts"
import { asked, createAsking, kindsOf, payoutOf } from "../support/asking.ts"
import { FOUND_OF_MISBEHAVIOURS } from "../support/found-of-misbehaviours.ts"
import {
  MISBEHAVIOURS,
  says,
  saysText,
  startMisbehavingVendor,
  type MisbehavingVendor,
} from "../support/misbehaving-vendor.ts"

const API_KEY = "AQEqhmfuXNWTK0Qc+iSTmGUkl1hLantern"

let vendor: MisbehavingVendor
beforeAll(async () => {
  vendor = await startMisbehavingVendor()
})
beforeEach(() => {
  vendor.questions.length = 0
})
afterAll(async () => await vendor.close())

const account = () => ({ baseUrl: vendor.url, credentials: { api_key: API_KEY } })
const { ask, askOne, client } = createAsking(api, account)
const impatient = createAsking(api, account, { timeoutMs: 300 })
const answers = (body: unknown) => {
  vendor.answer = () => says(200, body)
}

/** As the API's own example has one, of a bank transfer and with values of our own. */
const TRANSFER = {
  id: "4PXN7K2QW9TRVB61",
  accountHolder: { id: "AH32272223222B5CZW6QZ2V34" },
  amount: { currency: "EUR", value: 5_005 },
  balanceAccount: { id: "BA3227C223222B5B9SCR82TMV" },
  balancePlatform: "LanternPlatform",
  balances: [{ balance: -5_005, currency: "EUR", received: 0, reserved: 0 }],
  category: "bank",
  categoryData: { priority: "regular", type: "bank" },
  counterparty: {
    bankAccount: {
      accountHolder: { fullName: "Sanne de Boer" },
      accountIdentification: { type: "iban", iban: "NL91ABNA0417164300" },
    },
  },
  creationDate: "2026-03-05T09:14:07+01:00",
  description: "Wages of March",
  direction: "outgoing",
  events: [
    {
      bookingDate: "2026-03-05T09:14:07+01:00",
      id: "EVJN1",
      status: "received",
      type: "accounting",
    },
    { bookingDate: "2026-03-05T09:14:09+01:00", id: "EVJN2", status: "booked", type: "accounting" },
  ],
  reason: "approved",
  reference: "wages-march-7",
  sequenceNumber: 3,
  status: "booked",
  type: "bankTransfer",
}
const CREDITED = { type: "confirmation", status: "credited" }
const NOT_FOUND = says(422, {
  type: "https://docs.adyen.com/errors/not-found",
  title: "Entity was not found",
  status: 422,
  errorCode: "30_112",
})

describe("a transfer", () => {
  test("is asked for once, with the key, and read by the tables of its webhooks", async () => {
    answers(TRANSFER)
    const result = await askOne({ providerId: TRANSFER.id })
    expect(result).toMatchObject({ calls: 1, findings: [], retryAfterMs: null })
    expect(payoutOf(result)).toMatchObject({
      key: "read:transfer:4PXN7K2QW9TRVB61:3:booked::",
      wireEvent: "balancePlatform.transfer.updated",
      providerId: "4PXN7K2QW9TRVB61",
      live: null,
      account: null,
      // The time of its last event, as it has none of its own.
      occurredAt: "2026-03-05T08:14:09.000Z",
      order: "0000000000000003",
      reference: "wages-march-7",
      status: "processing",
      reason: "booked",
      amount: { amount: 500_500n, currency: "EUR" },
      details: {
        channelCode: "bank",
        createdAt: "2026-03-05T08:14:07.000Z",
        destination: { accountNumber: "NL91ABNA0417164300" },
      },
    })
    expect(vendor.questions).toMatchObject([
      {
        method: "GET",
        path: "/btl/v4/transfers/4PXN7K2QW9TRVB61",
        headers: { "x-api-key": API_KEY },
      },
    ])
  })

  test.each([
    [{ status: "received" }, "pending", null],
    [{ status: "authorised" }, "processing", null],
    [{ tracking: CREDITED }, "paid", null],
    [{ events: [{ type: "tracking", trackingData: CREDITED }] }, "paid", null],
    [{ tracking: { type: "confirmation", status: "accepted" } }, "processing", "booked"],
    [{ status: "failed", reason: "counterpartyAccountClosed" }, "failed", null],
    [{ status: "refused", reason: "notEnoughBalance" }, "failed", null],
    [{ status: "returned", reason: "refusedByCounterpartyBank" }, "reversed", null],
    [{ status: "cancelled" }, "cancelled", null],
  ])("that says %j is %s", async (changes, status, reason) => {
    answers({ ...TRANSFER, ...changes })
    expect(payoutOf(await askOne({ providerId: TRANSFER.id }))).toMatchObject({ status, reason })
  })

  test("that says another thing under one number is another fact, the same thing the same", async () => {
    const keys: string[] = []
    const failed = { status: "failed" }
    for (const changes of [
      {},
      { tracking: CREDITED },
      failed,
      {},
      { ...failed, eventId: "EVJN9" },
    ]) {
      answers({ ...TRANSFER, ...changes })
      keys.push(payoutOf(await askOne({ providerId: TRANSFER.id })).key)
    }
    expect(new Set(keys).size).toBe(3)
    expect([keys[3], keys[4]]).toEqual([keys[0], keys[2]])
  })

  test("whose presence is a booking can be presumed paid by silence, like a webhook's", async () => {
    answers(TRANSFER)
    const event = payoutOf(await askOne({ providerId: TRANSFER.id }))
    expect(adyen.silenceMeansPaid?.(event, event.wireEvent)).toBe(true)
  })

  test.each([
    ["https://balanceplatform-api-live.adyen.com", true],
    ["https://balanceplatform-api-test.adyen.com", false],
    ["http://127.0.0.1/sandbox/adyen", null],
  ])("has its mode from the host %s: %s", async (baseUrl, live) => {
    const body = Buffer.from(JSON.stringify(TRANSFER))
    const urls: string[] = []
    const result = await askOne(
      { providerId: TRANSFER.id },
      {
        baseUrl,
        call: ({ method, url }) => {
          urls.push(url)
          const answer = { method, path: new URL(url).pathname, status: 200, headers: {}, body }
          return Promise.resolve({ outcome: "answered", answer })
        },
      },
    )
    expect(urls).toEqual([`${baseUrl}/btl/v4/transfers/${TRANSFER.id}`])
    expect(payoutOf(result).live).toBe(live)
  })
})

describe("whatever its server does", () => {
  test.each([
    ...FOUND_OF_MISBEHAVIOURS,
    // The OpenAPI file has no 404; who answers one in JSON means it.
    { name: "404" as const, kind: "not_known" as const, waitMs: null },
  ])("$name is one finding: $kind", async ({ name, kind, waitMs }) => {
    vendor.answer = () => MISBEHAVIOURS[name]
    const asking = kind === "timeout" ? impatient.askOne : askOne
    const result = await asking({ providerId: TRANSFER.id })
    expect(result.findings).toEqual([{ kind, asked: null, detail: expect.stringMatching(/\S/) }])
    expect(result).toMatchObject({ calls: 1, events: [], retryAfterMs: waitMs })
  })

  test.each([
    ["another transfer", { ...TRANSFER, id: "OTHER7K2QW9TRVB6" }, "answered_another"],
    ["an error with 200", { title: "Internal", status: 500 }, "error_in_success"],
    ["an errorCode with 200", { errorCode: "00_500" }, "error_in_success"],
    ["a new status", { ...TRANSFER, status: "pendingSomewhere" }, "answer_misread"],
    ["no status", { ...TRANSFER, status: undefined }, "answer_misread"],
    ["no id", { ...TRANSFER, id: undefined }, "answer_misread"],
    ["a number as id", { ...TRANSFER, id: 5 }, "answer_misread"],
    ["no category", { ...TRANSFER, category: undefined }, "answer_misread"],
    ["part of a cent", { ...TRANSFER, amount: { currency: "EUR", value: 0.5 } }, "answer_misread"],
    ["an internal transfer", { ...TRANSFER, category: "internal" }, "answer_misread"],
    ["an incoming transfer", { ...TRANSFER, direction: "incoming" }, "answer_misread"],
    ["a list of it", [TRANSFER], "answer_misread"],
  ] as const)("%s is %s", async (_, body, kind) => {
    answers(body)
    const result = await askOne({ providerId: TRANSFER.id })
    expect([result.events, kindsOf(result)]).toEqual([[], [kind]])
  })

  test("what it does not know is not known, by its own word alone", async () => {
    vendor.answer = () => NOT_FOUND
    expect(kindsOf(await askOne({ providerId: TRANSFER.id }))).toEqual(["not_known"])
    vendor.answer = () => says(422, { title: "invalid", errorCode: "29_001" })
    const refused = await askOne({ providerId: TRANSFER.id })
    expect(kindsOf(refused)).toEqual(["request_refused"])
    expect(refused.findings[0]?.detail).toContain("422 (29_001)")
    vendor.answer = () => saysText(404, "<h1>Not Found</h1>")
    expect(kindsOf(await askOne({ providerId: TRANSFER.id }))).toEqual(["answer_not_json"])
  })

  test("no finding repeats the key that a server sent back", async () => {
    answers({ ...TRANSFER, status: API_KEY })
    const [finding] = (await askOne({ providerId: TRANSFER.id })).findings
    expect(finding?.detail).toContain("[hidden]")
  })

  test("without a key, and for a classic payout, nothing is asked", async () => {
    const without = await askOne({ providerId: TRANSFER.id }, { credentials: {} })
    expect([without.calls, kindsOf(without)]).toEqual([0, ["credentials_missing"]])
    const known = { providerId: TRANSFER.id, wireEvent: "PAYOUT_THIRDPARTY" }
    const [classic] = await ask([asked(known)])
    expect([classic?.calls, kindsOf(classic!)]).toEqual([0, ["cannot_be_asked"]])
    expect(vendor.questions).toEqual([])
  })
})

describe("a page of transfers", () => {
  const WINDOW = { from: "2026-03-05T00:00:00.000Z", to: "2026-03-06T00:00:00.000Z", cursor: null }
  const list = (cursor: string | null = null, platform: string | null = "LanternPlatform") =>
    client({ account: platform }).list!({ ...WINDOW, cursor })
  const next = (href: unknown) => ({ _links: { next: { href } } })

  test.each([
    ["LanternPlatform", "balancePlatform"],
    ["AH32272223222B5CZW6QZ2V34", "accountHolderId"],
    ["BA3227C223222B5B9SCR82TMV", "balanceAccountId"],
    ["BAKERY", "balancePlatform"],
  ])("of %s is asked for by %s", async (platform, name) => {
    answers({ data: [] })
    const result = await list(null, platform)
    expect(result).toMatchObject({ calls: 1, events: [], findings: [], cursor: null })
    expect(vendor.questions[0]?.path).toBe("/btl/v4/transfers")
    expect(Object.fromEntries(vendor.questions[0]!.query)).toEqual({
      createdSince: WINDOW.from,
      createdUntil: WINDOW.to,
      limit: "100",
      [name]: platform,
    })
  })

  test("of nobody in particular is not asked for; it says what to set", async () => {
    const result = await list(null, null)
    expect([result.calls, kindsOf(result), result.cursor]).toEqual([0, ["cannot_be_asked"], null])
    expect(result.findings[0]?.detail).toContain("settings.api_account")
  })

  test("has the payouts of its window, and leaves out what is none", async () => {
    answers({
      data: [
        TRANSFER,
        { ...TRANSFER, id: "B", category: "internal", type: "internalTransfer" },
        { ...TRANSFER, id: "C", direction: "incoming" },
        { ...TRANSFER, id: "D", creationDate: "2026-03-06T01:00:00+01:00" },
        { ...TRANSFER, id: "E", creationDate: "2026-03-05T01:00:00+01:00" },
      ],
    })
    const result = await list()
    expect(result.findings).toEqual([])
    expect(result.events.map(({ providerId }) => providerId)).toEqual([TRANSFER.id, "E"])
  })

  test("with some that are not understood has the others, and one finding for all of those", async () => {
    answers({ data: [{ ...TRANSFER, status: "new" }, TRANSFER, "text", { ...TRANSFER, id: null }] })
    const result = await list()
    expect(result.events).toHaveLength(1)
    expect(result.findings).toEqual([
      { kind: "answer_misread", asked: null, detail: expect.stringContaining(": 3, the first") },
    ])
  })

  test("leads to the next by the cursor of its link, never by the link's host", async () => {
    answers({ data: [], ...next("https://elsewhere.invalid/x?limit=1&cursor=a%2Bb%26c") })
    const first = await list()
    expect([first.cursor, first.findings]).toEqual(["a+b&c", []])
    answers({ data: [] })
    expect((await list(first.cursor)).cursor).toBeNull()
    expect(vendor.questions[1]?.query.get("cursor")).toBe("a+b&c")
    expect(vendor.questions[1]?.path).toBe("/btl/v4/transfers")
  })

  test.each([["again"], [5], ["https://x.invalid/"], ["?cursor="], ["?cursor=same"], ["http://["]])(
    "whose link is %j ends, with a finding",
    async (href) => {
      answers({ data: [TRANSFER], ...next(href) })
      const result = await list("same")
      expect([result.events.length, kindsOf(result), result.cursor]).toEqual([
        1,
        ["answer_misread"],
        null,
      ])
    },
  )

  test.each([
    ["503", MISBEHAVIOURS["503 with Retry-After"], "server_error"],
    ["no list", says(200, { data: null }), "answer_misread"],
    ["an unknown platform", NOT_FOUND, "request_refused"],
    ["HTML", MISBEHAVIOURS["HTML with 200"], "answer_not_json"],
  ] as const)("answered with %s is to be asked for again", async (_, behaviour, kind) => {
    vendor.answer = () => behaviour
    const result = await list("page 2")
    expect([kindsOf(result), result.cursor, result.events]).toEqual([[kind], "page 2", []])
  })
})
