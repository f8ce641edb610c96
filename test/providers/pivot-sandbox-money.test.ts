import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { newRequestId, payoutItem, createPivotClient } from "../support/pivot-client.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture

/** So much that the balance for fees is too low now and then. */
const FEE = 500_000n
const UNITS = 10_000n

beforeAll(async () => {
  fixture = await createSandboxFixture("pivot", {
    products: [],
    settings: {
      payout_fee: String(FEE),
      plans: [
        { match: { reference_prefix: "failed" }, outcome: "failed" },
        { match: { reference_prefix: "late" }, outcome: "pending_then_success" },
        { match: { reference_prefix: "lost" }, outcome: "pending_then_failed" },
        { match: { reference_prefix: "delayed" }, outcome: "delayed_then_success" },
        { match: { reference_prefix: "stuck" }, outcome: "stuck" },
        { match: { reference_prefix: "slow" }, outcome: "failed", after_seconds: 7 },
      ],
    },
  })
})
afterAll(async () => await fixture.close())

const item = fc.record({
  outcome: fc.constantFrom("paid", "failed", "late", "lost", "delayed", "stuck", "slow", "short"),
  value: fc.integer({ min: 10_000, max: 60_000_000 }),
})
/** Which of the requests so far it is done to. */
const which = fc.nat({ max: 50 })

function topUp<Account extends "DISBURSEMENT" | "MASTER">(account: Account, max: number) {
  return fc.record({
    do: fc.constant("top_up" as const),
    account: fc.constant(account),
    amount: fc.integer({ min: 1, max }),
  })
}

const command = fc.oneof(
  fc.record({
    do: fc.constant("create" as const),
    items: fc.array(item, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ do: fc.constant("advance" as const), seconds: fc.constantFrom(0, 1, 2, 5, 21, 60) }),
  topUp("DISBURSEMENT", 90_000_000),
  topUp("MASTER", 1_500_000),
  fc.record({ do: fc.constant("retry" as const), which }),
  fc.record({ do: fc.constant("cancel" as const), which }),
  fc.record({
    do: fc.constant("finish_pending" as const),
    which,
    status: fc.constantFrom("SUCCESS", "FAILED"),
  }),
)
type Command = typeof command extends fc.Arbitrary<infer Each> ? Each : never

interface Seen {
  /** Taken for payouts and not given back, in units. */
  readonly held: bigint
  readonly fees: bigint
  /** By name, what is final. */
  readonly finals: ReadonlyMap<string, string>
}

/** What the account's payouts must have cost, from where each of them stands. */
async function look(): Promise<Seen> {
  return await fixture.inWorld(async (world) => {
    const { things: batches } = await world.list({ kind: "batch", limit: 1_000 })
    const { things: payouts } = await world.list({ kind: "payout", limit: 1_000 })
    const sent = new Set(
      batches.filter(({ state }) => state["sentAt"] !== null).map(({ name }) => name),
    )
    const kept = payouts.filter(
      ({ parent, status }) => sent.has(parent ?? "") && status !== "FAILED",
    )
    for (const { parent, status } of payouts) {
      if (!sent.has(parent ?? "")) expect(["APPROVED", "CANCELLED"]).toContain(status)
    }
    const held = kept.reduce((sum, { state }) => sum + BigInt(String(state["amount"])), 0n)
    const finals = payouts
      .filter(({ status }) => ["SUCCESS", "FAILED", "CANCELLED"].includes(status))
      .map(({ name, status }) => [name, status] as const)
    return { held: held * UNITS, fees: BigInt(kept.length) * FEE * UNITS, finals: new Map(finals) }
  })
}

describe("money", () => {
  test("is neither made nor lost in any story, and what is final stays so", async () => {
    const client = createPivotClient(fixture.baseUrl, fixture.credentials)
    await fixture.inWorld((world) => world.move("MASTER", "IDR", -9_000_000n * UNITS))
    const atFirst = await fixture.balance("DISBURSEMENT", "IDR")
    const feesAtFirst = await fixture.balance("MASTER", "IDR")
    const requests: string[] = []
    const toppedUp = { DISBURSEMENT: 0n, MASTER: 0n }
    let finals: ReadonlyMap<string, string> = new Map()

    async function perform(told: Command): Promise<void> {
      switch (told.do) {
        case "create": {
          const items = told.items.map(({ outcome, value }) =>
            payoutItem(`${outcome}-${newRequestId()}`, {
              value: String(value),
              accountNumber: outcome === "short" ? "999966660007" : "1",
            }),
          )
          const { data } = await client.createPayouts(items)
          requests.push(data.uuid)
          return
        }
        case "advance":
          return await fixture.advance(told.seconds)
        case "top_up":
          toppedUp[told.account] += BigInt(told.amount) * UNITS
          await fixture.act("top_up", { amount: String(told.amount), account: told.account })
          return
        case "retry":
        case "cancel":
        case "finish_pending": {
          const uuid = requests[told.which % Math.max(requests.length, 1)]
          if (uuid === undefined) return
          const status = told.do === "finish_pending" ? { status: told.status } : {}
          await fixture.act(told.do, { uuid, ...status }).catch((error: unknown) => {
            expect(error).toMatchObject({ code: "sandbox_action_refused" })
          })
        }
      }
    }

    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 15 }), async (story) => {
        for (const told of story) {
          await perform(told)
          const seen = await look()
          expect((await fixture.balance("DISBURSEMENT", "IDR")) + seen.held).toBe(
            atFirst + toppedUp.DISBURSEMENT,
          )
          expect((await fixture.balance("MASTER", "IDR")) + seen.fees).toBe(
            feesAtFirst + toppedUp.MASTER,
          )
          for (const [name, status] of finals) expect(seen.finals.get(name)).toBe(status)
          finals = seen.finals
        }
      }),
      { numRuns: 40, endOnFailure: true },
    )
    // Otherwise the stories have shown nothing.
    expect(finals.size).toBeGreaterThan(20)
  }, 120_000)

  test("of a failed payout comes back, its fee with it or not", async () => {
    // What the stories left open.
    await fixture.advance(1_000)
    for (const [kept, cost] of [
      ["returned", 0n],
      ["kept", FEE],
    ] as const) {
      const { settings } = fixture.account
      await fixture.configure({ settings: { ...settings, fee_of_failed: kept } })
      await fixture.act("top_up", { amount: "10000" })
      await fixture.act("top_up", { amount: String(FEE), account: "MASTER" })
      const before = await fixture.balance("MASTER", "IDR")
      const principal = await fixture.balance("DISBURSEMENT", "IDR")
      await fixture.act("create_payout", {
        account_number: "999966660003",
        amount: "10000",
        reference: `fee-${kept}`,
      })
      await fixture.advance(1)
      expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(principal - 10_000n * UNITS)
      expect(await fixture.balance("MASTER", "IDR")).toBe(before - FEE * UNITS)
      await fixture.advance(10)
      expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(principal)
      expect(await fixture.balance("MASTER", "IDR")).toBe(before - cost * UNITS)
    }
  })
})
