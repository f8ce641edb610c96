import { afterAll, beforeAll, expect, test } from "vitest"

import { createConfirmingHub, type ConfirmingHub } from "../../../test/support/confirming.ts"
import { sampleOf } from "../../../test/support/hub-fixture.ts"
import type { Source } from "../../merchants/source.ts"
import type { BatchEvent, PaymentEvent } from "../../payout/event.ts"

let hub: ConfirmingHub
let source: Source
beforeAll(async () => {
  hub = await createConfirmingHub()
  source = await hub.addConfirmed("pivot")
})
afterAll(async () => await hub.close())

// Whoever has the callback key need not forge a final word to be believed.
test("news that is not final brings no charge that was paid", async () => {
  const paid = sampleOf("pivot", "payment.paid") as PaymentEvent
  const { wireEvent, key } = sampleOf("pivot", "payment.processing") as PaymentEvent
  await hub.tell(source, { ...paid, status: "processing", wireEvent, key })
  await hub.settle()
  expect(await hub.rows("select status from payments where source_id = $1", [source.id])).toEqual([
    { status: "processing" },
  ])
  expect(await hub.rows("select status from payment_charges")).toEqual([])
})

test("news that is not final brings no count of payouts that came to their end", async () => {
  const done = sampleOf("pivot", "payout.done") as BatchEvent
  const { wireEvent, reason } = sampleOf("pivot", "payout.pending") as BatchEvent
  await hub.tell(source, { ...done, status: "pending", wireEvent, reason })
  await hub.settle()
  expect(
    await hub.rows("select status, success_count from batches where source_id = $1", [source.id]),
  ).toEqual([{ status: "pending", success_count: null }])
})
