import { afterAll, beforeAll, expect, test } from "vitest"

import { createHubFixture, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { gatherOverview } from "./gather-overview.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

test("the overview reads tallies of its time only, and no payout, however many there are", async () => {
  const { merchantId } = hub
  const { id: sourceId } = await hub.addSource("xendit", { live: true })
  // 30 days of each length, with all that a busy merchant has: five statuses, two currencies.
  await hub.rows(
    `insert into tallies (merchant_id, span_seconds, kind, starts_at, subject_id, word, currency,
       live, count, amount)
     select $1, seconds, 'payout', starts_at, $2, word, currency, true, 40, 4000
     from tally_spans()
     cross join generate_series(
       tally_start(seconds, paidout_now() - least(kept, interval '60 days')), paidout_now(),
       make_interval(secs => seconds)) as starts_at
     cross join unnest(array['pending', 'processing', 'paid', 'failed', 'reversed']) as word
     cross join unnest(array['IDR', 'PHP']) as currency`,
    [merchantId, sourceId],
  )
  await hub.rows("analyze tallies")
  const client = await hub.database.pool.connect()
  /** Rows that this connection has read of a table so far. */
  const readOf = async (table: string) => {
    const { rows } = await client.query<{ read: number }>(
      `select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::integer as read
       from pg_stat_xact_user_tables where relname = $1`,
      [table],
    )
    return rows[0]?.read ?? 0
  }
  try {
    await client.query("begin")
    for (const range of ["1h", "24h", "7d", "30d"] as const) {
      const before = await readOf("tallies")
      const { payouts } = await gatherOverview(client, { merchantId, range })
      expect(payouts.length).toBeGreaterThan(590)
      expect((await readOf("tallies")) - before, range).toBeLessThanOrEqual(1.1 * payouts.length)
    }
    expect(await readOf("payouts")).toBe(0)
  } finally {
    client.release(true)
  }
})
