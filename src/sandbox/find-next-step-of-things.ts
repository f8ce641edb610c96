import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"
import type { Thing } from "./thing.ts"

/** When the first of these things of an account moves by itself; null: none does. */
export async function findNextStepOfThings(
  queryable: Queryable,
  account: AccountKey,
  keys: readonly Pick<Thing, "kind" | "name">[],
): Promise<Date | null> {
  const { rows } = await queryable.query<{ next: Date | null }>({
    name: "find_next_step_of_sandbox_things",
    text: `select min(next_step_at) as next
           from unnest($3::text[], $4::text[]) as u (kind, name)
           join sandbox_things as t
             on t.merchant_id = $1 and t.account_id = $2 and t.kind = u.kind and t.name = u.name`,
    values: [
      account.merchantId,
      account.id,
      textArray(keys.map(({ kind }) => kind)),
      textArray(keys.map(({ name }) => name)),
    ],
  })
  return rows[0]?.next ?? null
}
