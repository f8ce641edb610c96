import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { stateOf } from "../../src/sandbox/adyen/transfer-state.ts"
import type { Thing } from "../../src/sandbox/simulator.ts"
import {
  bankTransfer,
  cardTransfer,
  createAdyenPlatform,
  type AdyenPlatform,
  type WebhookBody,
} from "../support/adyen-transfers.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

const SECOND = "BASECOND0000000000000002"
const OPENED = 500_000n

let fixture: SandboxFixture
let platform: AdyenPlatform
let first: string
let begun: bigint

beforeAll(async () => {
  fixture = await createSandboxFixture("adyen", { products: ["transfer"] })
  platform = createAdyenPlatform(fixture)
  first = await platform.balanceAccount()
  begun = await fixture.balance(first, "EUR")
  await fixture.inWorld((world) => world.move(SECOND, "EUR", OPENED))
})
afterAll(async () => await fixture.close())

/** What somebody may do, at any time and in any order: about the newest transfers, by number. */
type Deed =
  | {
      readonly do: "send"
      readonly to: "bank" | "card" | "second" | "first"
      readonly value: number
    }
  | { readonly do: "wait"; readonly seconds: number }
  | { readonly do: "fail" | "return" | "ask_back" | "approve" | "cancel"; readonly of: number }

const OUTCOMES = [
  "credited",
  "booked_only",
  "failed_after_booked",
  "returned",
  "refused",
  "review_failed",
  "stuck",
]

const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("send" as const),
        to: fc.constantFrom("bank" as const, "card" as const, "second" as const, "first" as const),
        // Now and then more than there is.
        value: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.constant(2_000_000_000)),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("wait" as const),
        seconds: fc.constantFrom(1, 2, 3, 5, 15, 60, 3_600),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom(...(["fail", "return", "ask_back", "approve", "cancel"] as const)),
        of: fc.nat({ max: 4 }),
      }),
    },
  ),
  { minLength: 3, maxLength: 12 },
)

const accounts = fc.record({
  settings: fc.record({
    transfer_outcome: fc.constantFrom(...OUTCOMES),
    transfer_card_tracking: fc.constantFrom("told_after_booked", "told_before_booked"),
  }),
  misbehaviour: fc.record({
    failed_after_succeeded: fc.constantFrom(0, 0.5),
    reverse: fc.constantFrom(0, 0.5),
    wrong_amount: fc.constantFrom(0, 0.5),
  }),
})

describe("whatever is done to transfers", () => {
  test("no cent is made or lost, and no webhook's number is missing or given twice", async () => {
    await fc.assert(
      fc.asyncProperty(accounts, fc.boolean(), deeds, async (account, isReviewed, story) => {
        await fixture.configure(account)
        const made: string[] = []
        for (const deed of story) await act(deed, { made, isReviewed })
        const transfers = await all()
        expect({
          first: await fixture.balance(first, "EUR"),
          second: await fixture.balance(SECOND, "EUR"),
        }).toEqual({
          first: begun + movedBy(transfers, first),
          second: OPENED + movedBy(transfers, SECOND),
        })
        await checkWebhooks(transfers)
      }),
      { numRuns: 25 },
    )
  }, 120_000)
})

async function act(
  deed: Deed,
  { made, isReviewed }: { readonly made: string[]; readonly isReviewed: boolean },
): Promise<void> {
  if (deed.do === "wait") return fixture.advance(deed.seconds)
  if (deed.do === "send") {
    const { id } = await platform.send({
      ...requestFor(deed.to),
      amount: { value: deed.value, currency: "EUR" },
      ...(isReviewed && { review: { numberOfApprovalsRequired: 1 } }),
    })
    made.unshift(id)
    return
  }
  const id = made[deed.of]
  if (id === undefined) return
  const { amount } = await platform.api.getTransfer(id)
  const calls: Readonly<Record<typeof deed.do, () => Promise<unknown>>> = {
    fail: () => fixture.act("fail_transfer", { id }),
    return: () => fixture.act("return_transfer", { id }),
    ask_back: () => platform.api.returnTransfer(id, { amount }),
    approve: () => platform.api.approveInitiatedTransfers({ transferIds: [id] }),
    cancel: () => platform.api.cancelInitiatedTransfers({ transferIds: [id] }),
  }
  try {
    await calls[deed.do]()
  } catch {
    // Much of it is refused: that must change nothing.
  }
}

function requestFor(to: "bank" | "card" | "second" | "first"): object {
  const internal = { category: "internal", priority: undefined }
  switch (to) {
    case "bank":
      return { ...bankTransfer(), balanceAccountId: first }
    case "card":
      return { ...cardTransfer(), balanceAccountId: first, priority: undefined }
    case "second":
      return { ...internal, balanceAccountId: first, counterparty: { balanceAccountId: SECOND } }
    case "first":
      return { ...internal, balanceAccountId: SECOND, counterparty: { balanceAccountId: first } }
  }
}

async function all(): Promise<readonly Thing[]> {
  const { things } = await fixture.inWorld((world) =>
    world.list({ kind: "transfer", limit: 1_000 }),
  )
  return things
}

/** What the statuses alone say has gone out of an account and come into it. */
function movedBy(transfers: readonly Thing[], account: string): bigint {
  return transfers.reduce((sum, thing) => {
    const { balanceAccountId, counterparty, amount } = stateOf(thing).order
    const units = BigInt(amount.value) * 100n
    const isTaken = thing.status === "authorised" || thing.status === "booked"
    const isGiven = thing.status === "booked" && counterparty["balanceAccountId"] === account
    return sum - (isTaken && balanceAccountId === account ? units : 0n) + (isGiven ? units : 0n)
  }, 0n)
}

async function checkWebhooks(transfers: readonly Thing[]): Promise<void> {
  const count = transfers.reduce((sum, thing) => sum + stateOf(thing).sequenceNumber, 0)
  const requests = await fixture.received(count)
  expect(requests.length).toBe(count)
  const bodies = requests.map(({ body }) => JSON.parse(body) as WebhookBody)
  const byTransfer = Map.groupBy(bodies, ({ data }) => data.id)
  for (const thing of transfers) {
    const told = (byTransfer.get(thing.name) ?? []).toSorted(
      (a, b) => a.data.sequenceNumber - b.data.sequenceNumber,
    )
    expect(told.map(({ data }) => data.sequenceNumber)).toEqual(told.map((_, index) => index + 1))
    expect(told.length).toBe(stateOf(thing).sequenceNumber)
    for (const { data } of told) {
      expect(data.events.map(({ id }) => id)).toContain(data.eventId)
      expect(data.balances).toEqual([sumOf(data)])
    }
    const last = new Set(told.at(-1)?.data.events.map(({ id }) => id))
    const wasMisreported = (body: WebhookBody) =>
      body.data.status === "failed" && body !== told.at(-1)
    for (const body of told.filter((each) => !wasMisreported(each))) {
      expect(body.data.events.filter(({ id }) => !last.has(id))).toEqual([])
    }
  }
}

function sumOf({ events, balances: [told] }: WebhookBody["data"]): object {
  const mutations = events.flatMap((event) => event.mutations ?? [])
  const registers = (["balance", "received", "reserved"] as const).filter(
    (register) => told?.[register] !== undefined,
  )
  return {
    currency: "EUR",
    ...Object.fromEntries(
      registers.map((register) => [
        register,
        mutations.reduce((sum, mutation) => sum + (mutation[register] ?? 0), 0),
      ]),
    ),
  }
}
