import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"

import { MISBEHAVIOURS, says, saysText } from "../../../test/support/misbehaving-vendor.ts"
import { createPollingHub, saysPayout, type PollingHub } from "../../../test/support/polling.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { findPoll } from "../../reconcile/find-poll.ts"
import type { Source } from "../../merchants/source.ts"

let hub: PollingHub
beforeAll(async () => {
  hub = await createPollingHub()
})
afterEach(async () => {
  hub.vendor.answer = () => says(404, {})
  hub.vendor.questions.length = 0
  await hub.rows("update clock set ahead = interval '0'")
  await hub.rows("delete from polls")
})
afterAll(() => hub.close())

async function oneUnderWay(): Promise<{ source: Source; payout: PayoutEvent }> {
  const source = await hub.addAsked("xendit")
  const payout = await hub.underWay(source)
  return { source, payout }
}

test("a payout whose webhook was lost is paid by what the provider's API says", async () => {
  const { source, payout } = await oneUnderWay()
  expect(await hub.polls(source)).toMatchObject([{ tries: 0, asked: false, finding: null }])
  await hub.poll(source)
  expect(hub.vendor.questions).toHaveLength(0)
  hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
  await hub.makeDue()
  expect(await hub.poll(source)).toEqual({ outcome: "done" })
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid", sequence: 2 }])
  expect((await hub.history(source)).at(-1)).toEqual({
    applied: true,
    status: "paid",
    via: "poll",
    wire_event: "v3_payout.succeeded",
    has_reading: true,
  })
  expect(await hub.polls(source)).toEqual([])
  expect(hub.vendor.questions.map(({ path }) => path)).toEqual([`/v3/payouts/${payout.providerId}`])
})

test("an answer that says nothing new leaves no history, and the next one is later", async () => {
  const { source, payout } = await oneUnderWay()
  hub.vendor.answer = () => saysPayout(payout, "PENDING_COMPLIANCE_REVIEW")
  for (let times = 0; times < 3; times += 1) {
    await hub.makeDue()
    await hub.poll(source)
  }
  expect(await hub.history(source)).toHaveLength(1)
  const [poll] = await hub.polls(source)
  expect(poll).toMatchObject({ tries: 3, finding: null, asked: true })
  // 16, 32, 64, then 128 minutes.
  expect((poll?.due_in ?? 0) / 60).toBeGreaterThan(127)
  expect((poll?.due_in ?? 0) / 60).toBeLessThan(129)
})

test("after the time for asking is over it is asked for no more, and stays to be stuck", async () => {
  const { source, payout } = await oneUnderWay()
  hub.vendor.answer = () => saysPayout(payout, "PENDING_COMPLIANCE_REVIEW")
  await hub.advance("29 days 23 hours 45 minutes")
  await hub.makeDue()
  await hub.poll(source)
  expect(await hub.polls(source)).toMatchObject([{ due_in: null, asked: true }])
  await hub.stuck()
  expect(await hub.attention(source)).toMatchObject([{ kind: "stuck" }])
})

describe("what is no answer is a finding of its own", () => {
  const cases = {
    "HTML with 200": [MISBEHAVIOURS["HTML with 200"], "answer_not_json"],
    "nothing with 200": [MISBEHAVIOURS["nothing with 200"], "answer_empty"],
    "an error in a 200": [says(200, { error_code: "SERVER_ERROR" }), "error_in_success"],
    "another payout": [
      says(200, { payout_id: "po-another", status: "SUCCEEDED" }),
      "answered_another",
    ],
    "a reset": [MISBEHAVIOURS["a reset"], "unreachable"],
    "404 of a payout": [says(404, { error_code: "DATA_NOT_FOUND" }), "not_known"],
    "500": [MISBEHAVIOURS["500"], "server_error"],
    "an unknown status": [saysText(200, '{"payout_id":"x"}'), "answered_another"],
  } as const
  test.each(Object.entries(cases))("%s", async (_, [behaviour, finding]) => {
    const { source } = await oneUnderWay()
    hub.vendor.answer = () => behaviour
    await hub.makeDue()
    await hub.poll(source)
    const [poll] = await hub.polls(source)
    expect(poll).toMatchObject({ finding, tries: 1 })
    expect(poll?.detail).toBeTruthy()
    expect(poll?.due_in).toBeGreaterThan(60)
    expect(await hub.payouts(source)).toMatchObject([{ status: "pending", sequence: 1 }])
    expect(await hub.history(source)).toHaveLength(1)
  })
})

test("another amount is held, told to a person, and stays the poll's finding", async () => {
  const { source, payout } = await oneUnderWay()
  const amounts = { source_amount: 1, destination_amount: 1 }
  hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED", amounts)
  for (let times = 0; times < 2; times += 1) {
    await hub.makeDue()
    await hub.poll(source)
    expect(await hub.polls(source)).toMatchObject([{ finding: "amount_mismatch" }])
  }
  expect(await hub.payouts(source)).toMatchObject([{ status: "pending" }])
  expect(await hub.attention(source)).toMatchObject([{ kind: "amount_mismatch" }])
})

test("429: nobody asks until the provider allows it, and what was not answered is due at once", async () => {
  const { source, payout } = await oneUnderWay()
  hub.vendor.answer = () => MISBEHAVIOURS["429 with Retry-After"]
  await hub.makeDue()
  await hub.poll(source)
  expect(await hub.polls(source)).toMatchObject([{ finding: "rate_limited", tries: 0 }])
  const turn = await hub.poll(source, hub.anotherContext())
  expect(turn).toMatchObject({ outcome: "no_room" })
  expect(turn.outcome === "no_room" && turn.waitMs).toBeGreaterThan(10_000)
  expect(hub.vendor.questions).toHaveLength(1)
  await hub.rows("update call_budgets set free_at = paidout_server_now() where source_id = $1", [
    source.id,
  ])
  hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
  await hub.poll(source)
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
})

describe("a source that cannot be asked", () => {
  test("without credentials is told of once, with how many wait, until it has some", async () => {
    const source = await hub.addAsked("xendit", { credentials: null })
    const payout = await hub.underWay(source)
    await hub.makeDue()
    for (let times = 0; times < 2; times += 1) {
      expect(await hub.poll(source)).toEqual({ outcome: "trouble" })
    }
    expect(await hub.attention(source)).toMatchObject([
      { kind: "credentials_missing", subject: "source", detail: { waiting: 1 } },
    ])
    expect(await hub.polls(source)).toMatchObject([{ tries: 0, asked: false }])
    // The payout tells it too.
    const { merchantId } = source
    const subjectId = (await hub.polls(source))[0]?.subject_id ?? ""
    const shown = await findPoll(hub.database.pool, { merchantId, subjectId })
    expect(shown).toMatchObject({ finding: "credentials_missing", tries: 0 })
    const donor = await hub.addAsked("xendit")
    await hub.rows(
      `update sources set credentials_sealed =
         (select credentials_sealed from sources where id = $2) where id = $1`,
      [source.id, donor.id],
    )
    hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
    expect(await hub.poll(source)).toEqual({ outcome: "done" })
    expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
    expect(await hub.attention(source)).toEqual([])
  })

  test("with refused credentials is told of; its polls lose nothing", async () => {
    const { source, payout } = await oneUnderWay()
    hub.vendor.answer = () => says(401, { error_code: "INVALID_API_KEY" })
    await hub.makeDue()
    expect(await hub.poll(source)).toEqual({ outcome: "trouble" })
    expect(await hub.attention(source)).toMatchObject([{ kind: "credentials_refused" }])
    expect(await hub.polls(source)).toMatchObject([{ finding: "credentials_refused", tries: 0 }])
    hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
    await hub.poll(source)
    expect(await hub.attention(source)).toEqual([])
    expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
  })

  test("that fails for a moment is not told of, for minutes it is, until it answers", async () => {
    const { source, payout } = await oneUnderWay()
    hub.vendor.answer = () => MISBEHAVIOURS["503"]
    await hub.makeDue()
    await hub.poll(source)
    expect(await hub.attention(source)).toEqual([])
    await hub.advance("6 minutes")
    await hub.makeDue()
    await hub.poll(source)
    expect(await hub.attention(source)).toMatchObject([
      { kind: "provider_unreachable", detail: { finding: "server_error" } },
    ])
    hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
    await hub.makeDue()
    await hub.poll(source)
    expect(await hub.attention(source)).toEqual([])
  })

  test("that is disabled is left alone", async () => {
    const { source } = await oneUnderWay()
    await hub.rows("update sources set disabled_at = paidout_now() where id = $1", [source.id])
    await hub.makeDue()
    expect(await hub.poll(source)).toEqual({ outcome: "trouble" })
    expect(hub.vendor.questions).toHaveLength(0)
    expect(await hub.attention(source)).toEqual([])
  })
})

test("a payout that nobody can ask for is asked for no more, and gets stuck all the same", async () => {
  const source = await hub.addAsked("xendit")
  await hub.underWay(source, { providerId: `disbursement.${"x".repeat(10)}/..` })
  await hub.rows(
    "update history set wire_event = 'disbursement.completed' where subject_id in (select subject_id from polls where source_id = $1)",
    [source.id],
  )
  await hub.makeDue()
  expect(await hub.poll(source)).toEqual({ outcome: "done" })
  expect(hub.vendor.questions).toHaveLength(0)
  expect(await hub.polls(source)).toMatchObject([{ finding: "cannot_be_asked", due_in: null }])
  await hub.advance("25 hours")
  await hub.stuck()
  await hub.stuck()
  expect(await hub.attention(source)).toMatchObject([
    { kind: "stuck", detail: { last_finding: "cannot_be_asked", next_poll_at: null } },
  ])
})

test("a poll of what is in the ledger no more is dropped", async () => {
  const { source } = await oneUnderWay()
  await hub.rows("delete from payouts where source_id = $1", [source.id])
  await hub.makeDue()
  expect(await hub.poll(source)).toEqual({ outcome: "done" })
  expect(await hub.polls(source)).toEqual([])
})
