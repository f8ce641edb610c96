// In the moment in which a person was told that a payout is stuck, its provider's last word came. What
// moved it closed the item before it was there, and nothing else ever moves a payout that is paid.
import { afterAll, beforeAll, expect, test } from "vitest"

import { openAttention } from "../../src/ledger/open-attention.ts"
import { ATTENTION_ADVICE } from "../../src/payout/attention.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { inTransaction } from "../../src/postgres/transaction.ts"
import { takeStuckPolls } from "../../src/reconcile/take-stuck-polls.ts"
import { createHubFixture, sampleOf, type HubFixture } from "../support/hub-fixture.ts"
import { waitForLocks } from "../support/waiting-for-locks.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

test("a payout that moves while it is told as stuck is stuck no more", async () => {
  const source = await hub.addSource("pivot")
  const delayed = sampleOf("pivot", "payout.delayed") as PayoutEvent
  const { providerId, batchProviderId, reference, amount } = delayed
  const success = sampleOf("pivot", "payout.success") as PayoutEvent
  const paid = { ...success, providerId, batchProviderId, reference, amount }
  await hub.tell(source, delayed)
  await hub.settle()
  await hub.rows("update clock set ahead = ahead + interval '30 days'")

  const settled = await inTransaction(hub.database.pool, async (client) => {
    const stuck = await takeStuckPolls(client, 10)
    expect(stuck).toHaveLength(1)
    await hub.tell(source, paid)
    const settling = hub.settle()
    await waitForLocks(hub.database.pool, 1, [settling])
    await openAttention(
      client,
      stuck.map(({ merchantId, subject, subjectId, sourceId }) => ({
        ...{ merchantId, subject, subjectId, sourceId, kind: "stuck" },
        ...{ advice: ATTENTION_ADVICE.stuck, detail: {} },
      })),
    )
    return { settling }
  })
  await settled.settling
  const rows = await hub.rows(
    `select p.status, a.closed_because from payouts p
     join attention_items a on a.subject_id = p.id and a.kind = 'stuck'`,
  )
  expect(rows).toEqual([{ status: "paid", closed_because: "it is paid now" }])
})
