import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createAdyenClient, refusalOf } from "../support/adyen-client.ts"
import {
  bankTransfer,
  cardTransfer,
  createAdyenPlatform,
  type AdyenPlatform,
  type Problem,
} from "../support/adyen-transfers.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let platform: AdyenPlatform

beforeAll(async () => {
  // No webhooks: what the API answers is all that is looked at.
  fixture = await createSandboxFixture("adyen", { products: [] })
  platform = createAdyenPlatform(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => await fixture.configure({ settings: {}, misbehaviour: {} }))

const TRANSFERS = "/btl/v4/transfers"
const DAY = 24 * 60 * 60
const countOf = async () => {
  const { total } = await fixture.inWorld((world) => world.list({ kind: "transfer", limit: 1 }))
  return total
}

describe("a new transfer", () => {
  test("is accepted with 202: received, reason pending, with an id and all that was given", async () => {
    const balanceAccountId = await platform.balanceAccount()
    const made = await platform.send({
      balanceAccountId,
      reference: "a".repeat(80),
      referenceForBeneficiary: "WAGES3",
      description: "Wages of March",
    })
    expect(platform.lastAnswer().status).toBe(202)
    expect(made).toMatchObject({
      id: expect.stringMatching(/^[0-9A-Z]{16}$/),
      status: "received",
      reason: "pending",
      direction: "outgoing",
      type: "bankTransfer",
      category: "bank",
      categoryData: { type: "bank", priority: "regular" },
      amount: { value: 1_100, currency: "EUR" },
      balanceAccount: { id: balanceAccountId },
      accountHolder: { id: expect.stringMatching(/^AH[0-9A-Z]{23}$/) },
      reference: "a".repeat(80),
      referenceForBeneficiary: "WAGES3",
      description: "Wages of March",
      counterparty: { bankAccount: { accountHolder: { fullName: "Sanne de Boer" } } },
    })
  })

  test("without a reference gets one from Adyen, and without a balance account the first", async () => {
    const { reference: _, ...rest } = bankTransfer()
    const { body } = await platform.call("POST", TRANSFERS, rest)
    expect(body).toMatchObject({
      reference: expect.stringMatching(/^[0-9A-Z]{16}$/),
      balanceAccount: { id: await platform.balanceAccount() },
    })
  })

  test("of priorities in an order is sent by the first", async () => {
    const { priority: _, ...rest } = bankTransfer()
    const { status, body } = await platform.call("POST", TRANSFERS, {
      ...rest,
      priorities: ["instant", "fast"],
    })
    expect(status).toBe(202)
    expect(body).toMatchObject({ categoryData: { priority: "instant" } })
  })

  test("of a long description with an emoji at any place keeps it", async () => {
    const description = `${"a".repeat(254)}💸${"b".repeat(300)}`
    expect((await platform.send({ description })).description).toBe(description)
  })

  test("of the largest int64 keeps its digits, which a float would round", async () => {
    const body = JSON.stringify(bankTransfer()).replace("1100", "9223372036854775807")
    const response = await fetch(fixture.baseUrl + TRANSFERS, {
      method: "POST",
      headers: { "x-api-key": fixture.credentials["api_key"] ?? "" },
      body,
    })
    expect(response.status).toBe(202)
    expect(await response.text()).toContain('"value":9223372036854775807')
  })

  test.each([
    { name: "IDR in whole rupiah", value: 275_000, currency: "IDR", taken: 2_750_000_000n },
    { name: "ISK in hundredths", value: 1_234, currency: "ISK", taken: 123_400n },
    { name: "BHD in thousandths", value: 1_234, currency: "BHD", taken: 12_340n },
  ])("takes $name from the balance", async ({ value, currency, taken }) => {
    const account = await platform.balanceAccount()
    await fixture.inWorld((world) => world.move(account, currency, taken))
    const { id } = await platform.send({ amount: { value, currency } })
    await fixture.advance(3)
    expect((await platform.api.getTransfer(id)).status).toBe("booked")
    expect(await platform.balance(currency)).toBe(0n)
  })
})

describe("a request that is refused", () => {
  const without = (field: string, request: object = bankTransfer()) =>
    Object.fromEntries(Object.entries(request).filter(([name]) => name !== field))
  const holder = { fullName: "Sanne de Boer" }
  const card = cardTransfer().counterparty.card

  test.each([
    { body: without("amount"), field: "amount" },
    { body: without("category"), field: "category" },
    { body: without("counterparty"), field: "counterparty" },
    { body: without("priority"), field: "priority" },
    { body: { ...bankTransfer(), amount: { value: 0, currency: "EUR" } }, field: "amount" },
    { body: { ...bankTransfer(), amount: { value: -5, currency: "EUR" } }, field: "amount" },
    { body: { ...bankTransfer(), amount: { value: 1.5, currency: "EUR" } }, field: "amount" },
    { body: { ...bankTransfer(), amount: { value: "1100", currency: "EUR" } }, field: "amount" },
    { body: { ...bankTransfer(), amount: { value: 1100, currency: "euro" } }, field: "amount" },
    { body: { ...bankTransfer(), category: "issuedCard" }, field: "category" },
    { body: { ...bankTransfer(), type: "internalTransfer" }, field: "type" },
    { body: { ...bankTransfer(), priority: "soon" }, field: "priority" },
    { body: { ...bankTransfer(), reference: "a".repeat(81) }, field: "reference" },
    { body: { ...bankTransfer(), reference: "a\u0000b" }, field: "reference" },
    { body: { ...bankTransfer(), description: `${"a".repeat(300)}\u0000` }, field: "description" },
    { body: { ...bankTransfer(), ultimateParty: { "a\u0000": "b" } }, field: "ultimateParty" },
    {
      body: { ...bankTransfer(), ultimateParty: JSON.parse('{"__proto__": "b"}') as object },
      field: "ultimateParty",
    },
    { body: { ...bankTransfer(), balanceAccountId: "BA1" }, field: "balanceAccountId" },
    { body: { ...bankTransfer(), balanceAccountId: "PAYOUT" }, field: "balanceAccountId" },
    {
      body: { ...bankTransfer(), counterparty: { bankAccount: { accountHolder: holder } } },
      field: "counterparty.bankAccount.accountIdentification",
    },
    {
      body: { ...cardTransfer(), counterparty: { card: { ...card, cardHolder: holder } } },
      field: "counterparty.card.cardHolder.firstName",
    },
    {
      body: {
        ...cardTransfer(),
        counterparty: { card: { ...card, cardIdentification: { number: "411" } } },
      },
      field: "counterparty.card.cardIdentification.number",
    },
    {
      body: { ...bankTransfer(), category: "internal" },
      field: "counterparty.balanceAccountId",
    },
  ])("names $field", async ({ body, field }) => {
    const before = await countOf()
    const { status, body: problem } = await platform.call("POST", TRANSFERS, body)
    expect(status).toBe(422)
    expect(problem).toMatchObject({
      type: "https://docs.adyen.com/errors/validation",
      title: expect.any(String),
      status: 422,
      detail: expect.any(String),
      errorCode: "29_001",
      requestId: expect.stringMatching(/^[0-9A-Z]{16}$/),
    })
    expect(problem.invalidFields?.map(({ name }) => name)).toContain(field)
    expect(await countOf()).toBe(before)
  })

  test("is understood as an error by Adyen's own library", async () => {
    const error = await refusalOf(platform.send({ amount: { value: 0, currency: "EUR" } }))
    expect(error).toMatchObject({ statusCode: 422, errorCode: "29_001" })
    expect(JSON.parse(error.responseBody ?? "")).toMatchObject({
      invalidFields: [{ name: "amount" }],
    })
  })

  test("tells of a wrong IBAN what came of each priority", async () => {
    const { counterparty } = bankTransfer()
    const wrong = JSON.parse(JSON.stringify(counterparty).replace("NL91", "NL92")) as object
    const { status, body } = await platform.call("POST", TRANSFERS, {
      ...without("priority"),
      priorities: ["instant", "regular"],
      counterparty: wrong,
    })
    expect(status).toBe(422)
    expect(body.routingDetails).toMatchObject([
      { priority: "instant", errorCode: "30_081", title: "Invalid transfer information provided" },
      { priority: "regular", errorCode: "30_081" },
    ])
  })

  test.each(["", "{", "[]", "null", '{"amount":1,"amount":2}', "[".repeat(10_000)])(
    "for a body of %j is a validation error too",
    async (body) => {
      const { status, body: problem } = await platform.call("POST", TRANSFERS, body)
      expect([status, problem.errorCode]).toEqual([422, "29_001"])
    },
  )

  test("for a transfer that there is not says so", async () => {
    const error = await refusalOf(platform.api.getTransfer("NOSUCHTRANSFER00"))
    expect(error).toMatchObject({ statusCode: 422, errorCode: "30_112" })
  })

  test.each(["%00", "%20", "a%00b", "a".repeat(300), "%F0%9F%92%B8"])(
    "for the id %s is that there is none, too",
    async (id) => {
      const found = await platform.call("GET", `${TRANSFERS}/${id}`)
      expect([found.status, found.body.errorCode]).toEqual([422, "30_112"])
      const body = { amount: { value: 1, currency: "EUR" } }
      const returned = await platform.call("POST", `${TRANSFERS}/${id}/returns`, body)
      expect(returned.body.errorCode).toBe("30_112")
      const transferIds = [decodeURIComponent(id)]
      const cancelled = await platform.call("POST", `${TRANSFERS}/cancel`, { transferIds })
      expect([cancelled.status, cancelled.body.errorCode]).toEqual([422, "29_001"])
    },
  )

  test("for want of a key is not told whose account it is", async () => {
    const { transfers } = createAdyenClient(fixture.baseUrl, { apiKey: "AQEsomebody" })
    const error = await refusalOf(transfers.TransfersApi.getTransfer("NOSUCHTRANSFER00"))
    expect(error.statusCode).toBe(401)
  })
})

describe("an Idempotency-Key", () => {
  test("makes one transfer of many requests, and the answer names it", async () => {
    const request = bankTransfer()
    const before = await countOf()
    const first = await platform.send(request, "one key")
    expect(platform.lastAnswer().headers.get("idempotency-key")).toBe("one key")
    const again = await Promise.all(
      Array.from({ length: 5 }, () => platform.send(request, "one key")),
    )
    expect(again).toEqual(Array.from({ length: 5 }, () => first))
    expect(await countOf()).toBe(before + 1)
  })

  test("answers what the first request was answered, also after the transfer went on", async () => {
    const request = bankTransfer()
    const first = await platform.send(request, "a key for later")
    await fixture.advance(3)
    expect((await platform.api.getTransfer(first.id)).status).toBe("booked")
    expect(await platform.send(request, "a key for later")).toEqual(first)
  })

  test("keeps a refusal as well", async () => {
    const wrong = { reference: "a".repeat(81) }
    const first = await refusalOf(platform.send(wrong, "a refused key"))
    const again = await refusalOf(platform.send(wrong, "a refused key"))
    expect(again.responseBody).toBe(first.responseBody)
  })

  test("used for another request gives the first answer, or an error where the account wishes", async () => {
    const first = await platform.send({}, "a key for two")
    expect(await platform.send({}, "a key for two")).toEqual(first)
    await fixture.configure({ settings: { idempotency_mismatch: "refuse" } })
    const error = await refusalOf(platform.send({}, "a key for two"))
    expect(error).toMatchObject({ statusCode: 422, errorCode: "704" })
  })

  test("is forgotten after a week, and refused beyond 64 characters", async () => {
    const request = bankTransfer()
    const first = await platform.send(request, "a key for a week")
    await fixture.advance(8 * DAY)
    expect((await platform.send(request, "a key for a week")).id).not.toBe(first.id)
    const error = await refusalOf(platform.send(request, "k".repeat(65)))
    expect(error).toMatchObject({ statusCode: 422, errorCode: "29_001" })
  })
})

describe("the list of transfers", () => {
  let listed: SandboxFixture
  let lister: AdyenPlatform
  const made: string[] = []
  const since = new Date(Date.now() - DAY * 1_000)
  const until = new Date(Date.now() + 30 * DAY * 1_000)
  const query = (more: Readonly<Record<string, string>> = {}) => {
    const owner = { balancePlatform: listed.account.externalId }
    const times = { createdSince: since.toISOString(), createdUntil: until.toISOString() }
    return `${TRANSFERS}?${new URLSearchParams({ ...times, ...owner, ...more }).toString()}`
  }
  interface Page {
    readonly data: readonly { readonly id: string; readonly category: string }[]
    readonly _links?: { readonly next: { readonly href: string } }
  }
  const page = async (path: string): Promise<Page> => {
    const { body } = await lister.call("GET", path)
    return body as unknown as Page
  }
  const walk = async (first: string): Promise<readonly string[]> => {
    const ids: string[] = []
    for (let path: string | undefined = first; path !== undefined;) {
      const { data, _links }: Page = await page(path)
      ids.push(...data.map(({ id }) => id))
      path = _links?.next.href.slice(listed.baseUrl.length)
    }
    return ids
  }

  beforeAll(async () => {
    listed = await createSandboxFixture("adyen", { products: [] })
    lister = createAdyenPlatform(listed)
    for (let number = 0; number < 12; number += 1) {
      const transfer =
        number % 3 === 0 ? lister.sendToCard() : lister.send({ reference: `r${number}` })
      made.push((await transfer).id)
      await listed.advance(10)
    }
  })
  afterAll(async () => await listed.close())

  test("through the library gives the oldest ten, with their whole history", async () => {
    const { balanceAccount } = await lister.api.getTransfer(made[0] ?? "")
    const found = await lister.api.getAllTransfers(
      ...[since, until, undefined, undefined, balanceAccount?.id],
    )
    expect(found.data?.map(({ id }) => id)).toEqual(made.slice(0, 10))
    expect(found.data?.[0]).toEqual(await lister.api.getTransfer(made[0] ?? ""))
    expect(found.data?.[0]?.events?.length).toBeGreaterThan(3)
    expect(found._links?.next?.href).toContain("cursor=")
  })

  test.each([1, 5, 12, 100])("leads from page to page of %i, each transfer once", async (limit) => {
    expect(await walk(query({ limit: String(limit) }))).toEqual(made)
    const descending = await walk(query({ limit: String(limit), sortOrder: "desc" }))
    expect(descending).toEqual(made.toReversed())
  })

  test("shows no transfer twice when others are made between two pages, newest first", async () => {
    const first = await page(query({ limit: "5", sortOrder: "desc" }))
    await lister.send()
    await listed.advance(10)
    const next = first._links?.next.href.slice(listed.baseUrl.length) ?? ""
    const second = await page(next)
    expect(second.data.map(({ id }) => id)).toEqual(made.toReversed().slice(5, 10))
  })

  test("is of one category, one reference, or one time", async () => {
    const cards = await walk(query({ category: "card", limit: "2" }))
    expect(cards).toEqual(made.filter((_, number) => number % 3 === 0))
    expect(await walk(query({ reference: "r4" }))).toEqual([made[4]])
    expect(await walk(query({ category: "grants" }))).toEqual([])
    const { createdAt } = await lister.api.getTransfer(made[5] ?? "")
    const from = new Date((createdAt?.getTime() ?? 0) - 1_000).toISOString()
    expect((await walk(query({ createdSince: from })))[0]).toBe(made[5])
  })

  test.each<{ readonly change: Readonly<Record<string, string>>; readonly field: string }>([
    { change: { createdSince: "" }, field: "createdSince" },
    { change: { createdUntil: "yesterday" }, field: "createdUntil" },
    { change: { createdSince: "2020-01-01T00:00:00Z" }, field: "createdUntil" },
    { change: { limit: "101" }, field: "limit" },
    { change: { limit: "0" }, field: "limit" },
    { change: { sortOrder: "up" }, field: "sortOrder" },
    { change: { category: "wages" }, field: "category" },
    { change: { cursor: "nonsense" }, field: "cursor" },
  ])("refuses a wrong $field", async ({ change, field }) => {
    const { status, body } = await lister.call("GET", query(change))
    expect(status).toBe(422)
    expect(body.invalidFields?.map(({ name }) => name)).toEqual([field])
  })

  test("needs an owner, and knows only its own", async () => {
    const times = { createdSince: since.toISOString(), createdUntil: until.toISOString() }
    const nobody = await lister.call("GET", `${TRANSFERS}?${new URLSearchParams(times).toString()}`)
    expect(nobody.body.invalidFields?.[0]?.name).toBe("balancePlatform")
    const strangers: readonly Problem[] = await Promise.all(
      ["balancePlatform", "accountHolderId", "balanceAccountId"].map(
        async (name) => (await lister.call("GET", query({ [name]: "BASomebodyElses" }))).body,
      ),
    )
    expect(strangers.map(({ errorCode }) => errorCode)).toEqual(["30_112", "30_112", "30_112"])
  })
})
