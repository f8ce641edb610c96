import type { Queryable } from "../../src/postgres/pool.ts"

export const weekMs = 7 * 24 * 60 * 60 * 1_000

/** One plain jump of the sandbox's clock, whatever is under way. */
export async function moveClock(queryable: Queryable, byMs: number): Promise<void> {
  await queryable.query("update clock set ahead = ahead + $1 * interval '1 millisecond'", [byMs])
}
