import type { DueWork } from "../due-work.ts"
import type { Queryable } from "../postgres/pool.ts"

/** What the simulated providers do by themselves. Over all merchants. */
export async function findNextStep(queryable: Queryable): Promise<DueWork> {
  const { rows } = await queryable.query<{ is_busy: boolean; next: Date | null }>({
    name: "find_next_sandbox_step",
    text: `
      select
        exists (select from sandbox_things where next_step_at <= paidout_now()) as is_busy,
        (select next_step_at from sandbox_things where next_step_at > paidout_now()
         order by next_step_at
         limit 1) as next`,
  })
  return { isBusy: rows[0]?.is_busy === true, next: rows[0]?.next ?? null }
}
