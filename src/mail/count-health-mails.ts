import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** For how many of these merchants the health mail of a window was made, whatever became of it. */
export async function countHealthMails(
  queryable: Queryable,
  window: { readonly windowStart: Date; readonly merchantIds: readonly string[] },
): Promise<number> {
  const { rows } = await queryable.query<{ made: number }>(
    `select count(*)::integer as made from mails
     where merchant_id = any ($1::uuid[]) and dedupe_key = 'health:' || $2`,
    [plainArray(window.merchantIds), window.windowStart.toISOString()],
  )
  return rows[0]?.made ?? 0
}
