import { randomUUID } from "node:crypto"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createHubFixture, sampleOf, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { factsAbout } from "../../../test/support/tell-history.ts"
import { openKinds, tellAs } from "../../../test/support/telling.ts"
import type { Source } from "../../merchants/source.ts"
import { kindsOfStanding } from "../../payout/attention.ts"
import type { BatchEvent, PayoutEvent } from "../../payout/event.ts"
import type { FactTable } from "../../payout/facts.ts"
import type { PayoutStatus, Reason, Tier } from "../../payout/status.ts"
import { standingOf } from "../../payout/standing.ts"

let hub: HubFixture
let source: Source
beforeAll(async () => {
  hub = await createHubFixture()
  source = await hub.addSource("xendit")
})
afterAll(() => hub.close())

const INSUFFICIENT: Fact = { status: "pending", reason: "insufficient_balance" }

interface Fact {
  readonly status: PayoutStatus
  readonly reason?: Reason | null
}

function payout(name: string = randomUUID()) {
  const base = sampleOf("xendit", "payout.succeeded") as PayoutEvent
  return ({ status, reason = null }: Fact, more: Partial<PayoutEvent> = {}): PayoutEvent => ({
    ...base,
    providerId: name,
    aliases: [],
    key: `${name}:${status}:${reason}`,
    status,
    reason,
    failure:
      status === "failed"
        ? { code: "destination_invalid", providerCode: "X", providerReason: null }
        : null,
    ...more,
  })
}

const tell = (events: readonly (PayoutEvent | BatchEvent)[], tier: Tier = "webhook") =>
  tellAs(hub.settleContext, source, events, { tier })

async function idOf(event: { readonly providerId: string }): Promise<string> {
  const [row] = await hub.rows<{ subject_id: string }>(
    "select subject_id from names where name = $1 and source_id = $2",
    [event.providerId, source.id],
  )
  return row?.subject_id ?? ""
}

describe("what a payout stands at", () => {
  test.each<[string, Fact, Fact]>([
    ["insufficient_balance", INSUFFICIENT, { status: "processing" }],
    ["insufficient_balance", INSUFFICIENT, { status: "paid" }],
    ["failed", { status: "failed" }, { status: "paid" }],
  ])("opens %s, and what it moves on to closes it", async (kind, first, then) => {
    const said = payout()
    await tell([said(first)])
    const id = await idOf(said(first))
    expect(await openKinds(hub.database.pool, id)).toEqual([kind])
    await tell([said(then)], "read")
    expect(await openKinds(hub.database.pool, id)).toEqual([])
    const [item] = await hub.rows(
      "select closed_because, closed_by from attention_items where subject_id = $1",
      [id],
    )
    expect(item).toEqual({ closed_because: `it is ${then.status} now`, closed_by: null })
  })

  test.each<[string, Fact, Fact]>([
    ["insufficient_balance", INSUFFICIENT, { status: "processing" }],
    ["failed", { status: "failed" }, { status: "paid" }],
  ])("opens no %s where what comes after was heard first", async (_kind, late, first) => {
    const said = payout()
    await tell([said(first)], "read")
    await tell([said(late)])
    expect(await openKinds(hub.database.pool, await idOf(said(first)))).toEqual([])
  })

  test("heard in one go with what comes after, it leaves nothing open", async () => {
    const said = payout()
    await tell([said(INSUFFICIENT), said({ status: "processing" }), said({ status: "paid" })])
    expect(await openKinds(hub.database.pool, await idOf(said({ status: "paid" })))).toEqual([])
  })

  test("a reversal is told with where the money is, and stays until somebody saw it", async () => {
    const said = payout()
    await tell([said({ status: "paid" })])
    await tell([said({ status: "reversed" })])
    const id = await idOf(said({ status: "paid" }))
    const [item] = await hub.rows<{ kind: string; advice: string }>(
      "select kind, advice from attention_items where subject_id = $1",
      [id],
    )
    expect(item?.kind).toBe("reversed")
    expect(item?.advice).toContain("in your balance again")
  })

  test("a failure is advised by its code, and by the better one that a read brings", async () => {
    const said = payout()
    const unknown = { code: "unknown", providerCode: null, providerReason: null } as const
    await tell([said({ status: "failed" }, { failure: unknown })])
    const id = await idOf(said({ status: "failed" }))
    const advice = async () =>
      (
        await hub.rows<{ advice: string; detail: { failure_code: string } }>(
          "select advice, detail from attention_items where subject_id = $1",
          [id],
        )
      ).map((row) => [row.advice, row.detail.failure_code])
    expect(await advice()).toEqual([[expect.stringContaining("ask its support"), "unknown"]])
    await tell([said({ status: "failed" }, { key: "read" })], "read")
    expect(await advice()).toEqual([
      [expect.stringContaining("right account"), "destination_invalid"],
    ])
  })

  test("an operator's own mark opens nothing; the provider's word against it does", async () => {
    const said = payout()
    await tell([said({ status: "processing" })])
    await tell([said({ status: "failed" })], "operator")
    const id = await idOf(said({ status: "failed" }))
    expect(await openKinds(hub.database.pool, id)).toEqual([])
    await tell([said({ status: "paid" })])
    expect(await openKinds(hub.database.pool, id)).toEqual(["double_payment"])
    await tell([said({ status: "reversed" })])
    expect(await openKinds(hub.database.pool, id)).toEqual(["reversed"])
  })
})

test("an operator who corrects his own mark is not told that the provider contradicts itself", async () => {
  const said = payout()
  await tell([said({ status: "processing" })])
  await tell([said({ status: "failed" })], "operator")
  await tell([said({ status: "paid" })], "operator")
  const id = await idOf(said({ status: "paid" }))
  const items = await hub.rows<{ kind: string; advice: string }>(
    "select kind, advice from attention_items where subject_id = $1 and closed_at is null",
    [id],
  )
  expect(items).toEqual([
    { kind: "conflict", advice: expect.stringMatching(/^It was marked by hand .*twice.*dismiss/) },
  ])
  await tell([said({ status: "paid" })])
  expect(await openKinds(hub.database.pool, id)).toEqual(["double_payment"])
})

describe("an amount that was held", () => {
  test("is settled by a read that names the amount that is known, heard before or not", async () => {
    const said = payout()
    const other = { amount: { amount: 12_340_000n, currency: "IDR" } }
    await tell([said({ status: "processing" })])
    const id = await idOf(said({ status: "processing" }))
    for (let time = 0; time < 2; time += 1) {
      await tell([said({ status: "paid" }, { ...other, key: `mismatch ${time}` })])
      expect(await openKinds(hub.database.pool, id)).toEqual(["amount_mismatch"])
      const [item] = await hub.rows<{ detail: object }>(
        "select detail from attention_items where subject_id = $1 and closed_at is null",
        [id],
      )
      expect(item?.detail).toMatchObject({
        amount: { value: "10000.00", currency: "IDR" },
        claimed_amount: { value: "1234.00", currency: "IDR" },
      })
      await tell([said({ status: "processing" })], "read")
      expect(await openKinds(hub.database.pool, id)).toEqual([])
    }
  })

  test("stays where the read names the other amount too", async () => {
    const said = payout()
    const other = { amount: { amount: 12_340_000n, currency: "IDR" } }
    await tell([said({ status: "processing" })])
    await tell([said({ status: "paid" }, other)], "read")
    expect(await openKinds(hub.database.pool, await idOf(said({ status: "processing" })))).toEqual([
      "amount_mismatch",
    ])
  })
})

describe("stuck", () => {
  const openStuck = (id: string) =>
    hub.database.pool.query(
      `insert into attention_items (merchant_id, id, kind, subject, subject_id, source_id, advice)
       values ($1, gen_random_uuid(), 'stuck', 'payout', $2, $3, '')`,
      [hub.merchantId, id, source.id],
    )

  test("is closed by any move, once it can have been pointed out", async () => {
    const said = payout()
    await tell([said({ status: "pending" })])
    const id = await idOf(said({ status: "pending" }))
    await openStuck(id)
    await hub.database.pool.query(
      "update payouts set updated_at = updated_at - interval '30 days' where id = $1",
      [id],
    )
    await tell([said({ status: "pending" }, { key: "again" })])
    expect(await openKinds(hub.database.pool, id)).toEqual(["stuck"])
    await tell([said({ status: "processing" })])
    expect(await openKinds(hub.database.pool, id)).toEqual([])
  })
})

describe("what is imported or quiet", () => {
  test.each([
    ["imported", { via: "import" as const }],
    ["quiet", { isQuiet: true }],
  ])("is %s: it opens nothing but a conflict, and closes what it settles", async (_name, how) => {
    const said = payout()
    await tellAs(hub.settleContext, source, [said({ status: "failed" })], how)
    const id = await idOf(said({ status: "failed" }))
    expect(await openKinds(hub.database.pool, id)).toEqual([])
    await tellAs(hub.settleContext, source, [said({ status: "paid" })], how)
    expect(await openKinds(hub.database.pool, id)).toEqual(["conflict"])
    const open = payout()
    await tell([open(INSUFFICIENT)])
    await tellAs(hub.settleContext, source, [open({ status: "paid" })], how)
    expect(await openKinds(hub.database.pool, await idOf(open(INSUFFICIENT)))).toEqual([])
  })
})

describe("a batch that waits for balance", () => {
  const batch = (name: string, status: BatchEvent["status"], reason: Reason | null = null) =>
    ({
      ...(sampleOf("pivot", "payout.pending") as BatchEvent),
      ...{ providerId: name, key: `${name}:${status}`, status, reason, counters: null },
    }) satisfies BatchEvent
  const waiting = (name: string) => batch(name, "pending", "insufficient_balance")

  test.each(["the batch first", "its payouts first", "both at once"])(
    "has one item, not one for each payout: %s",
    async (order) => {
      const name = randomUUID()
      const payouts = [payout(), payout()].map((said) =>
        said(INSUFFICIENT, { batchProviderId: name }),
      )
      if (order === "both at once") await tell([...payouts, waiting(name)])
      else if (order === "the batch first") {
        await tell([waiting(name)])
        await tell(payouts)
      } else {
        await tell(payouts)
        for (const each of payouts) {
          expect(await openKinds(hub.database.pool, await idOf(each))).toEqual([
            "insufficient_balance",
          ])
        }
        await tell([waiting(name)])
      }
      for (const each of payouts)
        expect(await openKinds(hub.database.pool, await idOf(each))).toEqual([])
      expect(await openKinds(hub.database.pool, await idOf(waiting(name)))).toEqual([
        "insufficient_balance",
      ])
      await tell([batch(name, "processing")])
      expect(await openKinds(hub.database.pool, await idOf(waiting(name)))).toEqual([])
    },
  )
})

test("after any history the open items follow from where the payout stands", async () => {
  const base = payout("any")({ status: "paid" })
  await fc.assert(
    fc.asyncProperty(
      factsAbout(base),
      fc.array(fc.nat(3), { maxLength: 8 }),
      async (facts, cuts) => {
        const name = randomUUID()
        const events = facts.map(({ event, tier }, at) => ({
          event: { ...event, providerId: name, key: `${name} ${at}` },
          tier,
        }))
        // Told in groups of one tier, as batches of settle and of reads come.
        for (let at = 0, cut = 0; at < events.length; cut += 1) {
          const tier = events[at]?.tier ?? "webhook"
          let end = at + 1 + (cuts[cut] ?? 0)
          end = Math.min(end, events.length)
          while (events.slice(at, end).some((each) => each.tier !== tier)) end -= 1
          await tell(
            events.slice(at, end).map(({ event }) => event),
            tier,
          )
          at = end
        }
        const id = await idOf({ providerId: name })
        const expected = await kindsWanted(id)
        expect(await openKinds(hub.database.pool, id)).toEqual(expected.toSorted())
      },
    ),
    { numRuns: 60 },
  )
})

test("what an operator closed opens again only once the payout stood otherwise", async () => {
  const base = payout("any")({ status: "paid" })
  await fc.assert(
    fc.asyncProperty(
      factsAbout(base),
      fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      async (facts, closings) => {
        const name = randomUUID()
        let wanted: ReadonlySet<string> = new Set()
        let open: ReadonlySet<string> = new Set()
        for (const [at, { event, tier }] of facts.entries()) {
          await tell([{ ...event, providerId: name, key: `${name} ${at}` }], tier)
          const id = await idOf({ providerId: name })
          const wants = new Set(await kindsWanted(id))
          const begun = wants.difference(wanted)
          open = open.intersection(wants).union(begun)
          wanted = wants
          expect(await openKinds(hub.database.pool, id)).toEqual([...open].toSorted())
          if (closings[at] !== true) continue
          await hub.database.pool.query(
            `update attention_items set closed_at = paidout_now(), closed_by = 'key_test'
             where subject_id = $1 and closed_at is null`,
            [id],
          )
          open = new Set()
        }
      },
    ),
    { numRuns: 30 },
  )
})

async function kindsWanted(id: string): Promise<readonly string[]> {
  const [row] = await hub.rows<{ facts: FactTable }>("select facts from payouts where id = $1", [
    id,
  ])
  const stands = standingOf(row?.facts ?? {})
  return [...kindsOfStanding(stands), ...(stands?.conflict ? ["conflict"] : [])]
}

test("a source opens no items of the kinds that it has switched off", async () => {
  const quiet = await hub.addSource("xendit", { settings: { attention_off: ["failed"] } })
  const failed = payout()({ status: "failed" })
  const reversed = payout()({ status: "reversed" })
  await tellAs(hub.settleContext, quiet, [failed, reversed], { tier: "webhook" })
  const items = await hub.rows("select kind from attention_items where source_id = $1", [quiet.id])
  expect(items).toEqual([{ kind: "reversed" }])
})
