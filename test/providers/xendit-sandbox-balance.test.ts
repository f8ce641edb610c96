import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"
import { createXenditClient, type XenditClient } from "../support/xendit-client.ts"

let fixture: SandboxFixture
let client: XenditClient

beforeAll(async () => {
  fixture = await createSandboxFixture("xendit")
  client = createXenditClient(fixture)
})
afterAll(async () => await fixture.close())

/** Something that happens to an account; `pick` chooses among the payouts made so far. */
type Act =
  | { readonly what: "pay"; readonly accountNumber: string; readonly amount: number }
  | { readonly what: "pay_cash"; readonly givenNames: string; readonly amount: number }
  | { readonly what: "cancel" | "fail" | "reverse"; readonly pick: number }
  | { readonly what: "channel"; readonly online: boolean }
  | { readonly what: "top_up"; readonly amount: number }
  | { readonly what: "wait"; readonly seconds: number }

const amount = fc.integer({ min: 1, max: 6_000 }).map((centavos) => centavos / 100)
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant("pay" as const),
      accountNumber: fc.constantFrom("1", "123456", "999999", "654321", "131313"),
      amount,
    }),
  },
  fc.record({
    what: fc.constant("pay_cash" as const),
    givenNames: fc.constantFrom("Michael", "Justin Baby"),
    amount,
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom("cancel" as const, "fail" as const, "reverse" as const),
      pick: fc.nat(30),
    }),
  },
  fc.record({ what: fc.constant("channel" as const), online: fc.boolean() }),
  fc.record({ what: fc.constant("top_up" as const), amount }),
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant("wait" as const),
      seconds: fc.constantFrom(0.2, 0.7, 2.1, 6, 130),
    }),
  },
)

/** Units of 1/10,000. */
const units = (centavos: number) => BigInt(Math.round(centavos * 100)) * 100n

const UNDER_WAY = ["REQUESTED", "READY", "LOCKED"]

/** What is gone from the balance, by what became of the payouts; and the balance. */
function books(ids: readonly string[], out: readonly string[]) {
  return fixture.inWorld(async (world) => {
    let spent = 0n
    for (const id of ids) {
      const payout = await world.find("payout", id)
      if (out.includes(payout?.status ?? "")) spent += BigInt(String(payout?.state["amount"]))
    }
    return { spent, balance: await world.balance("CASH", "PHP") }
  })
}

describe.each(["sent", "accepted"])("debited when a payout is %s", (debitedAt) => {
  test("the balance is what was there, less what is paid or under way, whatever happens", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 30 }), async (acts) => {
        const misbehaviour = { reverse: 0.2, reverse_after_seconds: 3 }
        await fixture.configure({ settings: { debited_at: debitedAt }, misbehaviour })
        let given = await drained()
        const ids: string[] = []
        for (const each of acts) given += await perform(each, ids)
        if (debitedAt === "sent") {
          const { spent, balance } = await books(ids, [...UNDER_WAY, "SUCCEEDED"])
          expect(balance).toBe(given - spent)
        }
        await perform({ what: "channel", online: true }, ids)
        await perform({ what: "wait", seconds: 8 * 24 * 3_600 }, ids)
        const out = debitedAt === "sent" ? ["SUCCEEDED"] : ["SUCCEEDED", "ACCEPTED"]
        const { spent, balance } = await books(ids, out)
        expect(balance).toBe(given - spent)
        expect((await books(ids, UNDER_WAY)).spent).toBe(0n)
      }),
      { numRuns: 8, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
    )
  }, 60_000)
})

/** A small balance, so that some payouts find too little; returns what there is. */
async function drained(): Promise<bigint> {
  const start = units(200)
  await fixture.inWorld(async (world) => {
    const now = await world.balance("CASH", "PHP")
    await world.move("CASH", "PHP", start - now)
  })
  return start
}

/** Returns what it added to the balance from outside. */
async function perform(act: Act, ids: string[]): Promise<bigint> {
  switch (act.what) {
    case "pay":
    case "pay_cash": {
      const { body } = await client.post({
        currency: "PHP",
        amount: act.amount < 1 ? act.amount + 1 : act.amount,
        ...(act.what === "pay"
          ? {
              channel_code: "PH_GCASH",
              channel_properties: { account_number: act.accountNumber, account_holder_name: "A" },
            }
          : {
              channel_code: "PH_CITI",
              channel_properties: { recipient_given_names: act.givenNames },
            }),
      })
      ids.push(String(body["id"]))
      return 0n
    }
    case "cancel":
    case "fail":
    case "reverse": {
      const id = ids[act.pick % Math.max(1, ids.length)]
      const more = act.what === "fail" ? { failure_code: "TRANSFER_ERROR" } : {}
      // Most of them are refused as things stand: then nothing may have moved.
      if (id !== undefined) await fixture.act(act.what, { id, ...more }).catch(() => null)
      return 0n
    }
    case "channel":
      await fixture.act("set_channel", { channel_code: "PH_GCASH", online: act.online })
      return 0n
    case "top_up":
      await fixture.act("top_up", { amount: act.amount.toFixed(2), currency: "PHP" })
      return units(act.amount)
    case "wait":
      await fixture.advance(act.seconds)
      return 0n
  }
}

test("a refusal leaves the balance as it was", async () => {
  await fixture.configure({ settings: { debited_at: "accepted" } })
  const before = await fixture.balance("CASH", "IDR")
  await client.post({ amount: -1 })
  await client.post({ channel_code: "NONE" })
  await client.post({ metadata: "x" })
  expect(await fixture.balance("CASH", "IDR")).toBe(before)
})
