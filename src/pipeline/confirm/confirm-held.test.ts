import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import {
  createConfirmingHub,
  xenditNews as news,
  type ConfirmingHub,
} from "../../../test/support/confirming.ts"
import { sampleOf } from "../../../test/support/hub-fixture.ts"
import { says, saysText, type VendorQuestion } from "../../../test/support/misbehaving-vendor.ts"
import { NOT_FOUND, V2 } from "../../../test/support/xendit-answers.ts"
import { newUuid } from "../../ids.ts"
import type { Source } from "../../merchants/source.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { releaseHeld } from "./release-held.ts"

let hub: ConfirmingHub
let source: Source
beforeAll(async () => {
  hub = await createConfirmingHub()
})
beforeEach(async () => {
  source = await hub.addConfirmed("xendit")
  hub.vendor.questions.length = 0
  hub.vendor.answer = () => NOT_FOUND
  hub.metrics.confirmations.reset()
})
afterEach(async () => {
  await hub.rows("update clock set ahead = interval '0'")
  await hub.rows("delete from held_events")
})
afterAll(async () => await hub.close())

async function told(...events: readonly PayoutEvent[]): Promise<PayoutEvent> {
  for (const event of events) await hub.tell(source, event)
  await hub.settle()
  const [first] = events
  if (first === undefined) throw new Error("nothing was told")
  return first
}

/** The API says this of every payout. */
function apiSays(status: string, changes: object = {}): void {
  hub.vendor.answer = ({ path }: VendorQuestion) =>
    says(200, { ...V2, id: path.split("/").at(-1), status, ...changes })
}

const entry = (via: string, status: string, refused: string | null) => ({
  ...{ via, status, refused_because: refused, applied: refused === null },
  has_message: via === "webhook",
})

describe("final news", () => {
  test("changes nothing until the provider's API has said the same, then both are kept", async () => {
    apiSays("SUCCEEDED")
    await told(news())
    expect(await hub.payouts(source)).toEqual([])
    expect(await hub.held(source)).toMatchObject([{ status: "paid", tries: 0, priority: 2 }])
    expect(hub.vendor.questions).toEqual([])

    expect(await hub.confirm(source)).toBe(1)
    expect(await hub.payouts(source)).toEqual([{ status: "paid", sequence: 1 }])
    expect(await hub.history(source)).toMatchObject([
      entry("poll", "paid", null),
      { ...entry("webhook", "paid", "late"), refused_because: expect.any(String) },
    ])
    expect(await hub.held(source)).toEqual([])
    expect(await hub.outcomes()).toEqual({ confirmed: 1 })
  })

  test("of a status that implies it is confirmed: what came back was paid", async () => {
    apiSays("REVERSED")
    await told(news())
    await hub.confirm(source)
    expect(await hub.payouts(source)).toMatchObject([{ status: "reversed" }])
    expect(await hub.held(source)).toEqual([])
  })

  test("that is forged is a refused entry and an item for a person: nothing is changed", async () => {
    const real = await told(news({ status: "pending" }))
    expect(await hub.payouts(source)).toEqual([{ status: "pending", sequence: 1 }])
    apiSays("FAILED", { failure_code: "INVALID_DESTINATION" })
    await told(news({ providerId: real.providerId }))
    await hub.confirm(source)
    expect(await hub.payouts(source)).toEqual([{ status: "failed", sequence: 2 }])
    expect(await hub.history(source)).toMatchObject([
      entry("webhook", "pending", null),
      entry("poll", "failed", null),
      entry("webhook", "paid", "unconfirmed"),
    ])
    expect(await hub.attention(source)).toContainEqual({ kind: "unconfirmed", subject: "payout" })
    const [facts] = await hub.rows<{ facts: object }>(
      "select facts from payouts where source_id = $1",
      [source.id],
    )
    expect(JSON.stringify(facts)).not.toContain("paid")
    expect(await hub.outcomes()).toEqual({ contradicted: 1 })
  })

  test("that was refused may still come true: the same word again is asked about again", async () => {
    const real = news()
    apiSays("FAILED")
    await told(real)
    await hub.confirm(source)
    await told(real)
    expect(await hub.held(source)).toHaveLength(1)
  })

  test("whose amount is forged brings the provider's, and the webhook's is refused", async () => {
    apiSays("SUCCEEDED")
    await told(news({ amount: { amount: 99_000_000n, currency: "PHP" } }))
    await hub.confirm(source)
    expect(await hub.history(source)).toMatchObject([
      entry("poll", "paid", null),
      entry("webhook", "paid", "amount_mismatch"),
    ])
    const [payout] = await hub.rows<{ amount: string }>(
      "select amount::text from payouts where source_id = $1",
      [source.id],
    )
    expect(Number(payout?.amount)).toBe(75_000.5)
  })

  test("of a reversal that the API does not show yet waits, and does not count as contradicted", async () => {
    apiSays("SUCCEEDED")
    await told(news({ status: "reversed" }))
    await hub.confirm(source)
    expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
    expect(await hub.held(source)).toMatchObject([{ status: "reversed", finding: "not_final" }])
  })

  test("that comes again while it waits adds nothing, and is a duplicate once it was believed", async () => {
    apiSays("SUCCEEDED")
    const event = news()
    await told(event)
    await hub.tell(source, event, { sentAt: "2026-11-21T10:00:00Z" })
    await hub.settle()
    expect(await hub.held(source)).toHaveLength(1)
    await hub.confirm(source)
    const asked = hub.vendor.questions.length
    await hub.tell(source, event, { sentAt: "2026-11-21T11:00:00Z" })
    await hub.settle()
    expect(await hub.held(source)).toEqual([])
    expect((await hub.history(source)).at(-1)).toEqual(entry("webhook", "paid", "duplicate"))
    expect(await hub.confirm(source)).toBe(0)
    expect(hub.vendor.questions).toHaveLength(asked)
  })
})

test("news that is not final goes on as always, and so does all of another source", async () => {
  await told(news({ status: "pending" }))
  expect(await hub.payouts(source)).toMatchObject([{ status: "pending" }])
  source = await hub.addConfirmed("xendit", { settings: { confirm: "never" } })
  await told(news())
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
  expect(await hub.held(source)).toEqual([])
})

describe("news that the provider does not confirm", () => {
  test("is asked about again at growing gaps, told to a person, and given up after three days", async () => {
    const real = await told(news({ status: "pending" }))
    apiSays("REQUESTED")
    await told(news({ providerId: real.providerId }))
    const gaps: number[] = []
    for (let tries = 0; tries < 40; tries += 1) {
      if ((await hub.confirm(source)) === 0) break
      const [held] = await hub.held(source)
      if (held === undefined) break
      gaps.push(Math.round(held.due_in))
      const isTold = (await hub.attention(source)).some(({ kind }) => kind === "unconfirmed")
      expect(isTold).toBe(tries >= 4)
      expect(await hub.confirm(source)).toBe(0)
      await hub.advance(`${Math.ceil(held.due_in)} seconds`)
    }
    expect(gaps.slice(0, 6)).toEqual([5, 30, 120, 600, 3_600, 21_600])
    expect(gaps).toHaveLength(17)
    expect(await hub.held(source)).toEqual([])
    expect(await hub.payouts(source)).toEqual([{ status: "processing", sequence: 2 }])
    expect((await hub.history(source)).at(-1)).toEqual(entry("webhook", "paid", "unconfirmed"))
    expect(await hub.attention(source)).toContainEqual({ kind: "unconfirmed", subject: "payout" })
    expect(await hub.outcomes()).toEqual({ given_up: 1 })
  })

  test("for long, and then does, leaves a person nothing to see to", async () => {
    apiSays("REQUESTED")
    await told(news())
    for (const wait of ["0", "5 seconds", "30 seconds", "2 minutes", "10 minutes"]) {
      await hub.advance(wait)
      await hub.confirm(source)
    }
    expect(await hub.attention(source)).toEqual([{ kind: "unconfirmed", subject: "payout" }])
    apiSays("SUCCEEDED")
    await hub.advance("1 hour")
    await hub.confirm(source)
    expect(await hub.attention(source)).toEqual([])
  })

  test("of an invented id is an item of the source, and no payout", async () => {
    await told(news())
    for (const wait of ["0", "15 minutes", "4 days", "1 day"]) {
      await hub.advance(wait)
      await hub.confirm(source)
    }
    expect(await hub.payouts(source)).toEqual([])
    expect(await hub.held(source)).toEqual([])
    expect(await hub.attention(source)).toEqual([{ kind: "unconfirmed", subject: "source" }])
  })

  test("is not given up on the first answer after days in which nobody answered", async () => {
    hub.vendor.answer = () => says(500, {})
    await told(news())
    await hub.confirm(source)
    await hub.advance("4 days")
    hub.vendor.answer = () => NOT_FOUND
    await hub.confirm(source)
    expect(await hub.held(source)).toMatchObject([{ finding: "not_known" }])
    apiSays("SUCCEEDED")
    await hub.advance("7 hours")
    await hub.confirm(source)
    expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
  })

  test("because it has no call for news of that kind waits for the operator", async () => {
    const event = sampleOf("xendit", "disbursement.completed") as PayoutEvent
    await told({ ...event, providerId: newUuid() })
    for (const wait of ["0", "15 minutes", "4 days", "1 day"]) {
      await hub.advance(wait)
      await hub.confirm(source)
    }
    expect(await hub.held(source)).toMatchObject([{ finding: "cannot_be_asked" }])
    expect(await hub.attention(source)).toEqual([{ kind: "unconfirmed", subject: "source" }])
  })
})

describe("a provider that cannot be asked", () => {
  test("loses nothing: without credentials all waits, a person is told, and it goes on with them", async () => {
    source = await hub.addConfirmed("xendit", { credentials: null })
    await told(news(), news())
    expect(await hub.confirm(source)).toBe(0)
    expect(await hub.held(source)).toMatchObject([
      { finding: "credentials_missing", tries: 0 },
      { finding: "credentials_missing", tries: 0 },
    ])
    expect(await hub.attention(source)).toEqual([
      { kind: "credentials_missing", subject: "source" },
    ])
    const [first] = await hub.held(source)
    expect(first?.due_in).toBeGreaterThan(60)
  })

  test.each<[string, ReturnType<typeof says>]>([
    ["credentials_refused", says(401, { error_code: "INVALID_API_KEY" })],
    ["rate_limited", says(429, {}, { "retry-after": "30" })],
  ])("waits as a whole, after one call: %s", async (finding, answer) => {
    hub.vendor.answer = () => answer
    await told(news(), news(), news())
    await hub.confirm(source)
    expect(hub.vendor.questions).toHaveLength(1)
    expect((await hub.held(source)).map((held) => held.finding)).toContain(finding)
    await hub.confirm(source)
    expect(hub.vendor.questions).toHaveLength(1)
    apiSays("SUCCEEDED")
    await hub.rows("update call_budgets set free_at = now() where source_id = $1", [source.id])
    await hub.advance("11 minutes")
    while ((await hub.confirm(source)) > 0) {
      // until all of it is confirmed
    }
    expect(await hub.payouts(source)).toHaveLength(3)
    expect(await hub.attention(source)).toEqual([])
  })

  test.each(["HTML with 200", "500"])(
    "by what only one question meets holds up no other: %s",
    async (what) => {
      const [bad, good] = [news(), news()]
      await told(bad, good)
      const answer = what === "500" ? says(500, {}) : saysText(200, "<html>")
      hub.vendor.answer = ({ path }) => {
        const id = path.split("/").at(-1)
        return id === bad.providerId ? answer : says(200, { ...V2, id, status: "SUCCEEDED" })
      }
      await hub.confirm(source)
      expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
      const [held] = await hub.held(source)
      expect(held).toMatchObject({ provider_id: bad.providerId, tries: 1 })
    },
  )

  test("is asked again within minutes after an outage, however long it was", async () => {
    await told(news())
    hub.vendor.answer = () => says(503, {})
    for (let day = 0; day < 8; day += 1) {
      await hub.confirm(source)
      await hub.advance("12 hours")
    }
    await hub.confirm(source)
    const [held] = await hub.held(source)
    expect(held?.due_in).toBeLessThanOrEqual(600)
    expect(await hub.attention(source)).toContainEqual({
      kind: "provider_unreachable",
      subject: "source",
    })
    apiSays("SUCCEEDED")
    await hub.advance("10 minutes")
    await hub.confirm(source)
    expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
    expect(await hub.attention(source)).toEqual([])
  })
})

describe("a source that wants no confirmation any more", () => {
  const setTo = (confirm: string) =>
    hub.rows("update sources set settings = settings || $2 where id = $1", [
      source.id,
      JSON.stringify({ confirm }),
    ])

  test("gets what was held, as the webhooks that brought it", async () => {
    source = await hub.addConfirmed("xendit", { credentials: null })
    const [one, other] = [news(), news({ status: "failed" })]
    await told(one, other)
    await hub.confirm(source)
    await hub.release()
    expect(await hub.held(source)).toHaveLength(2)
    await setTo("never")
    await hub.release()
    expect((await hub.payouts(source)).map(({ status }) => status)).toEqual(["paid", "failed"])
    expect(await hub.history(source)).toEqual([
      entry("webhook", "paid", null),
      entry("webhook", "failed", null),
    ])
    expect(await hub.held(source)).toEqual([])
    expect(await hub.outcomes()).toEqual({ released: 2 })
  })

  test("that was set back meanwhile keeps it", async () => {
    await told(news())
    const { merchantId, id: sourceId } = source
    expect(await releaseHeld(hub.context, { merchantId, sourceId })).toBe(0)
    expect(await hub.held(source)).toHaveLength(1)
  })
})
