import type { Queryable } from "../postgres/pool.ts"
import type { TryRate } from "./take-login-try.ts"

/** For a try that succeeded: only wrong ones count. */
export async function giveBackLoginTry(
  queryable: Queryable,
  name: Buffer,
  { secondsPerTry }: TryRate,
): Promise<void> {
  await queryable.query(
    "update login_tries set full_at = full_at - $2 * interval '1 second' where name = $1",
    [name, secondsPerTry],
  )
}
