import { countAttemptsOf } from "../delivery/count-attempts-of.ts"
import type { Delivery } from "../delivery/delivery.ts"
import type { Queryable } from "../postgres/pool.ts"

/** How many attempts were made and are not kept any more: without them it would seem untried. */
export async function prunedAttempts(
  queryable: Queryable,
  delivery: Delivery,
  listed: { readonly count: number; readonly limit: number },
): Promise<number> {
  const kept =
    listed.count < listed.limit ? listed.count : await countAttemptsOf(queryable, delivery)
  return Math.max(0, delivery.attempts - kept)
}
