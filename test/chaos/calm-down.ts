import type { CheckedEndpoint } from "./checks/expectation.ts"
import { moveClock } from "./processes/disrupt.ts"
import type { HubProcess } from "./processes/hub-process.ts"
import type { Pool } from "../../src/postgres/pool.ts"
import { until } from "./until.ts"

/** Longer than any provider's silence needs to mean something, weekends included. */
const SILENCE_MS = 20 * 24 * 60 * 60 * 1_000

/**
 * Waits until nothing is left to do but what endpoints refuse to take, then ends the hubs. Throws
 * when that does not come: something is stuck.
 */
export async function calmDown(
  stage: {
    readonly hubs: readonly Pick<HubProcess, "end">[]
    readonly database: { readonly pool: Pool }
    allReady(): Promise<void>
  },
  options: {
    readonly endpoints: readonly CheckedEndpoint[]
    /** Of sources whose silence is disturbed by a refused webhook. */
    readonly doubtedSourceId: string
    /** Processes of each hub. */
    readonly workers: number
    readonly ms: number
  },
): Promise<void> {
  const { pool } = stage.database
  const good = options.endpoints.filter(({ plan }) => plan.behaviour === "good")
  const isTrue = async (text: string, values: unknown[] = []) =>
    (await pool.query<{ so: boolean }>(text, values)).rows[0]?.so === true
  const wait = (what: string, isSo: () => Promise<boolean>) =>
    until(isSo, { ms: options.ms, what, everyMs: 200 })

  await stage.allReady()
  const settled = () => isTrue("select not exists (select from unsettled) as so")
  const delivered = () =>
    isTrue(
      "select not exists (select from due_deliveries where endpoint_id = any ($1::uuid[])) as so",
      [good.map(({ id }) => id)],
    )
  await wait("the inbox to be empty", settled)
  await moveClock(stage.database, SILENCE_MS)
  await wait("silences to end", () =>
    isTrue("select not exists (select from silence_timers where source_id <> $1) as so", [
      options.doubtedSourceId,
    ]),
  )
  await wait("good endpoints to have everything", delivered)
  await wait("dead workers' claims to be free", () =>
    isTrue(
      `select not exists (
         select from due_deliveries d
         where claimed_by is not null and not exists (select from workers w where w.id = d.claimed_by)
       ) and (select count(*) from workers) = $1 as so`,
      [stage.hubs.length * options.workers],
    ),
  )
  await Promise.all(stage.hubs.map((hub) => hub.end()))
}
