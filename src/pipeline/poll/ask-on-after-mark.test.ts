import { afterAll, beforeAll, expect, test } from "vitest"

import { createPollingHub, saysPayout, type PollingHub } from "../../../test/support/polling.ts"
import { markPayout } from "../attention/mark-payout.ts"

let hub: PollingHub
beforeAll(async () => {
  hub = await createPollingHub()
})
afterAll(() => hub.close())

test("what an operator wrote off is asked for until its provider has the last word", async () => {
  const source = await hub.addAsked("xendit")
  const payout = await hub.underWay(source)
  const [{ id } = { id: "" }] = await hub.payouts(source)
  const { pool, keyring, metrics } = hub.context
  await markPayout(
    { pool, keyring, metrics, onCommitted: () => {}, wakeDeliver: () => {} },
    {
      merchantId: hub.merchantId,
      actor: "key_test",
      reason: "lost",
      payoutId: id,
      mark: "mark_failed",
    },
  )
  expect(await hub.payouts(source)).toMatchObject([{ status: "failed" }])

  hub.vendor.answer = () => saysPayout(payout, "PENDING_COMPLIANCE_REVIEW")
  await hub.makeDue()
  await hub.poll(source)
  expect(await hub.polls(source)).toMatchObject([{ tries: 1, finding: null }])
  await hub.advance("3 days")
  await hub.stuck()
  expect(await hub.attention(source)).toEqual([])

  // It was paid after all: without asking nobody would have learned of it.
  hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
  await hub.makeDue()
  await hub.poll(source)
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
  expect(await hub.polls(source)).toEqual([])
  expect(await hub.attention(source)).toMatchObject([{ kind: "double_payment" }])
})
