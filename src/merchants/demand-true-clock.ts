import { PaidoutError } from "../errors.ts"
import type { Queryable } from "../postgres/pool.ts"

/**
 * A source is not made live while the sandbox has moved the clock: real payouts go by the real
 * time. Within the transaction the clock stays as it is.
 * @throws PaidoutError clock_refused
 */
export async function demandTrueClock(queryable: Queryable): Promise<void> {
  const { rows } = await queryable.query<{ is_ahead: boolean }>(
    "select ahead > interval '0' as is_ahead from clock for share",
  )
  if (rows[0]?.is_ahead !== true) return
  throw new PaidoutError(
    "clock_refused",
    "The sandbox has moved this installation's clock ahead, and it never goes back: a source of " +
      "real payouts belongs into another installation.",
    { detail: { because: "clock_ahead" } },
  )
}
