import { pino } from "pino"
import { afterEach, expect } from "vitest"

import { findResend } from "../../src/delivery/find-resend.ts"
import type { DeliveryState } from "../../src/delivery/delivery.ts"
import type { Resend, ResendFilter } from "../../src/delivery/resend.ts"
import { newUuid } from "../../src/ids.ts"
import { resendMany } from "../../src/pipeline/resend/resend-many.ts"
import {
  startResending,
  type ResendLoop,
  type ResendLoopLimits,
} from "../../src/pipeline/resend/resend-loop.ts"
import type { Pool } from "../../src/postgres/pool.ts"
import { useDelivering, type DeliveringTests } from "./delivering.ts"

export interface ResendingTests extends DeliveringTests {
  /** Deliveries of an endpoint that stand in no queue, oldest first. */
  past(
    endpointId: string,
    options?: { readonly count?: number; readonly state?: DeliveryState },
  ): Promise<readonly string[]>
  /** An endpoint that gets the events of a payout in order. */
  ordered(url: string): Promise<string>
  /** Past deliveries of one payout, in sequence. */
  sequence(
    endpointId: string,
    options?: { readonly count?: number; readonly subjectId?: string },
  ): Promise<readonly string[]>
  /** Begins a resend as the API does. */
  resend(filter: ResendFilter): Promise<Resend>
  /** A loop of its own, stopped after the test. */
  startLoop(limits?: Partial<ResendLoopLimits>, pool?: Pool): ResendLoop
  /**
   * Waits until every transaction from before the resend has ended: no step finds it earlier. Those
   * of other test files, on the same server, count too.
   */
  untilStepsFindIt(id: string): Promise<void>
  now(id: string): Promise<Resend>
  /** Waits until the resend is as wanted, and returns it. */
  untilResend(id: string, wanted: (resend: Resend) => boolean): Promise<Resend>
  states(ids: readonly string[]): Promise<readonly DeliveryState[]>
}

/** Deliver and resend loops on a database of the test file. */
export function useResending(): ResendingTests {
  const tests = useDelivering()
  const loops = new Set<ResendLoop>()

  afterEach(async () => {
    await Promise.all([...loops].map((loop) => loop.stop()))
    loops.clear()
    await tests.database.pool.query("update resend_parts set state = 'finished'")
    await tests.database.pool.query("update resends set state = 'done', finished_at = now()")
  })

  const key = (id: string) => ({ merchantId: tests.fixture.merchantId, id })
  async function now(id: string): Promise<Resend> {
    const found = await findResend(tests.database.pool, key(id))
    if (found === undefined) throw new Error("no such resend")
    return found
  }

  async function past(endpointId: string, options: Parameters<ResendingTests["past"]>[1] = {}) {
    const { count = 1, state = "exhausted" } = options
    const { pool } = tests.database
    const ids = await tests.fixture.queue(endpointId, count)
    await pool.query("delete from due_deliveries where delivery_id = any ($1::uuid[])", [ids])
    await pool.query(
      "update deliveries set state = $2, finished_at = created_at where id = any ($1::uuid[])",
      [ids, state],
    )
    return ids
  }

  // Its getters stay getters: what they give is made before each test.
  return Object.assign(Object.create(tests) as DeliveringTests, {
    past,
    async ordered(url) {
      const id = await tests.fixture.addEndpoint(url)
      await tests.database.pool.query("update endpoints set ordering = 'payout' where id = $1", [
        id,
      ])
      return id
    },
    async sequence(endpointId, { count = 3, subjectId = newUuid() } = {}) {
      const ids = await past(endpointId, { count })
      await tests.database.pool.query(
        `update deliveries as d set subject_id = $2, sequence = numbered.number
         from unnest($1::uuid[]) with ordinality as numbered (id, number)
         where d.id = numbered.id`,
        [ids, subjectId],
      )
      return ids
    },
    resend: (filter) =>
      resendMany(tests.database, {
        merchantId: tests.fixture.merchantId,
        filter,
        actor: "key_test",
      }),
    startLoop(limits = {}, pool = tests.database.pool) {
      const loop = startResending({
        pool,
        log: pino({ level: "silent" }),
        onDeliveriesQueued: () => {},
        limits: { pollMs: 20, busyPollMs: 5, sendingLookMs: 5, waitingLookMs: 50, ...limits },
      })
      loops.add(loop)
      return loop
    },
    async untilStepsFindIt(id) {
      await expect
        .poll(async () => {
          const { rows } = await tests.database.pool.query<{ found: boolean }>(
            `select begun_before <= pg_snapshot_xmin(pg_current_snapshot()) as found
             from resends where id = $1`,
            [id],
          )
          return rows[0]?.found
        })
        .toBe(true)
    },
    now,
    async untilResend(id, wanted) {
      for (let look = 0; look < 1_500; look += 1) {
        const resend = await now(id)
        if (wanted(resend)) return resend
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      throw new Error(`the resend stayed ${JSON.stringify(await now(id))}`)
    },
    async states(ids) {
      const { rows } = await tests.database.pool.query<{ id: string; state: DeliveryState }>(
        "select id, state from deliveries where id = any ($1::uuid[])",
        [ids],
      )
      const byId = new Map(rows.map((row) => [row.id, row.state]))
      return ids.map((id) => byId.get(id) ?? "discarded")
    },
  } satisfies Omit<ResendingTests, keyof DeliveringTests>)
}
