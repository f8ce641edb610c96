import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import type { PayoutEvent } from "../../src/payout/event.ts"
import { api } from "../../src/providers/adyen/api.ts"
import type { ListResult } from "../../src/providers/api.ts"
import { createAdyenPlatform, IBAN, type AdyenPlatform } from "../support/adyen-transfers.ts"
import { createAsking, kindsOf, payoutOf } from "../support/asking.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let platform: AdyenPlatform

beforeAll(async () => {
  fixture = await createSandboxFixture("adyen", { products: ["transfer"] })
  platform = createAdyenPlatform(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => await fixture.configure({ settings: {}, misbehaviour: {} }))

const asking = createAsking(api, () => ({
  baseUrl: fixture.baseUrl,
  credentials: fixture.credentials,
}))
const readPayout = async (id: string) => payoutOf(await asking.askOne({ providerId: id }))

async function plan(outcome: string): Promise<void> {
  const plans = [{ match: { reference_prefix: "planned" }, outcome }]
  await fixture.configure({ settings: { transfer_plans: plans } })
}

/** What a webhook and a read tell in the same words; only a webhook tells the mode. */
function shared(event: PayoutEvent) {
  const { wireEvent } = event
  return { ...event, key: "", live: null, wireEvent: wireEvent.replace(/\.(created|updated)$/, "") }
}

describe("what the API says of a transfer", () => {
  test("is at every step what the webhook of that step says", async () => {
    // Minutes for every step, so that a busy machine does not miss one.
    await fixture.configure({
      settings: {
        transfer_authorise_seconds: 600,
        transfer_book_seconds: 600,
        transfer_estimate_seconds: 600,
        transfer_credit_seconds: 600,
      },
    })
    const { id } = await platform.send({ description: "Wages of March" })
    // Received, authorised, booked, estimated, credited.
    for (let count = 1; count <= 5; count += 1) {
      if (count > 1) await fixture.advance(700)
      const told = await platform.told(id, count)
      expect(shared(await readPayout(id))).toEqual(shared(told.at(-1)!.event!))
    }
    expect(await readPayout(id)).toMatchObject({
      key: expect.stringMatching(/^read:transfer:[0-9A-Z]{16}:5:booked:confirmation:credited$/),
      wireEvent: "balancePlatform.transfer.updated",
      status: "paid",
      amount: { amount: 110_000n, currency: "EUR" },
      details: { destination: { accountNumber: IBAN, accountHolderName: "Sanne de Boer" } },
    })
  })

  test.each([
    ["refused", "failed"],
    ["failed_after_booked", "failed"],
    ["returned", "reversed"],
    ["booked_only", "processing"],
    ["review_failed", "failed"],
  ] as const)("that ends as %s is what its last webhook says", async (outcome, status) => {
    await plan(outcome)
    const { id } = await platform.send({ reference: `planned-${outcome}` })
    await fixture.advance(600)
    const event = await readPayout(id)
    expect(event.status).toBe(status)
    const told = await platform.told(id, Number(event.order))
    expect(shared(event)).toEqual(shared(told.at(-1)!.event!))
  })

  test("to a card is read as well, and one within the platform is no payout", async () => {
    const { id } = await platform.sendToCard()
    await fixture.advance(60)
    expect(await readPayout(id)).toMatchObject({ status: "paid", details: { channelCode: "card" } })
    const internal = await platform.send({
      category: "internal",
      counterparty: { balanceAccountId: "BA3227C223222B5B9SCR82TMV" },
      priority: undefined,
    })
    expect(kindsOf(await asking.askOne({ providerId: internal.id }))).toEqual(["answer_misread"])
  })

  test("stands against a webhook that tells of a failure that was none", async () => {
    await fixture.configure({ settings: {}, misbehaviour: { failed_after_succeeded: 1 } })
    const { id } = await platform.send()
    await fixture.advance(120)
    const told = await platform.told(id, 6)
    expect(told.at(-1)?.event?.status).toBe("failed")
    expect((await readPayout(id)).status).toBe("paid")
  })
})

describe("a call that is not answered with a transfer", () => {
  test("for want of the transfer, of a key, or of the API is told apart", async () => {
    const { id } = await platform.send()
    const unknown = await asking.askOne({ providerId: "OTHER7K2QW9TRVB6" })
    expect(kindsOf(unknown)).toEqual(["not_known"])
    const otherKey = { credentials: { api_key: "AQExhmfxLantern" } }
    expect(kindsOf(await asking.askOne({ providerId: id }, otherKey))).toEqual([
      "credentials_refused",
    ])
    await fixture.configure({ settings: {}, misbehaviour: { api_down: 1 } })
    expect(kindsOf(await asking.askOne({ providerId: id }))).toEqual(["server_error"])
  })
})

describe("the transfers of a time", () => {
  const listAll = async (window: { from: string; to: string }, owner: string) => {
    const client = asking.client({ account: owner })
    const pages: ListResult[] = []
    let cursor: string | null = null
    do {
      const page: ListResult = await client.list!({ ...window, cursor })
      pages.push(page)
      cursor = page.cursor
    } while (cursor !== null && pages.length < 10)
    return pages
  }
  const nowInSandbox = () => fixture.inWorld((world) => Promise.resolve(world.now.toISOString()))

  test("are listed page by page, each once, as a read of each says", async () => {
    // Nothing comes of them: fewer steps to wait for.
    await fixture.configure({ settings: { transfer_outcome: "stuck" } })
    await fixture.advance(3_600)
    const from = await nowInSandbox()
    // More than a page holds; with what was sent before, and what is not to be listed.
    await fixture.advance(5)
    const sent: string[] = []
    for (let index = 0; index < 101; index += 1) {
      sent.push((await platform.send({ amount: { value: 100, currency: "EUR" } })).id)
    }
    await fixture.advance(60)
    const to = await nowInSandbox()
    await platform.send()
    for (const owner of [fixture.account.externalId, await platform.balanceAccount()]) {
      const pages = await listAll({ from, to }, owner)
      expect(pages.map(({ calls, findings }) => [calls, findings])).toEqual([
        [1, []],
        [1, []],
      ])
      const events = pages.flatMap((page) => page.events)
      expect(events.map(({ providerId }) => providerId)).toEqual(sent)
      expect(events[7]).toEqual(await readPayout(sent[7] ?? ""))
    }
  })

  test("of another's balance platform are refused, and it says what to set", async () => {
    const window = { from: "2026-01-01T00:00:00.000Z", to: "2026-01-02T00:00:00.000Z" }
    const [page] = await listAll(window, "SomebodyElse")
    expect(kindsOf(page!)).toEqual(["request_refused"])
    expect(page?.findings[0]?.detail).toContain("settings.api_account")
  })
})
