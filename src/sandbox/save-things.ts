import { textArray, timeArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"
import type { Thing } from "./thing.ts"

/** What changes of a thing: where it stands, and when it moves on. */
export async function saveThings(
  queryable: Queryable,
  account: AccountKey,
  things: readonly Thing[],
): Promise<void> {
  await queryable.query({
    name: "save_sandbox_things",
    text: `
      update sandbox_things as t
      set status = u.status, state = u.state, next_step_at = u.next_step_at,
        updated_at = u.updated_at
      from unnest($3::text[], $4::text[], $5::text[], $6::jsonb[], $7::timestamptz[],
          $8::timestamptz[])
        as u (kind, name, status, state, next_step_at, updated_at)
      where t.merchant_id = $1 and t.account_id = $2 and t.kind = u.kind and t.name = u.name`,
    values: [
      account.merchantId,
      account.id,
      textArray(things.map((thing) => thing.kind)),
      textArray(things.map((thing) => thing.name)),
      textArray(things.map((thing) => thing.status)),
      textArray(things.map((thing) => JSON.stringify(thing.state))),
      timeArray(things.map((thing) => thing.nextStepAt)),
      timeArray(things.map((thing) => thing.updatedAt)),
    ],
  })
}
