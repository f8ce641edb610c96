import type { Queryable } from "./pool.ts"

/** Does the database answer within the time? */
export async function isReachable(queryable: Queryable, timeoutMs: number): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, timeoutMs, false).unref())
  const answer = queryable.query("select 1").then(
    () => true,
    () => false,
  )
  return Promise.race([answer, late])
}
