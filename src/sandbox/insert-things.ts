import { plainArray, textArray, timeArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"
import type { Thing } from "./thing.ts"

export async function insertThings(
  queryable: Queryable,
  account: AccountKey,
  things: readonly Thing[],
): Promise<void> {
  await queryable.query({
    name: "insert_sandbox_things",
    text: `
      insert into sandbox_things
        (merchant_id, account_id, kind, name, ordinal, id, reference, parent, status, state,
         next_step_at, created_at, updated_at)
      select $1, $2, * from unnest($3::text[], $4::text[], $5::bigint[], $6::uuid[], $7::text[],
        $8::text[], $9::text[], $10::jsonb[], $11::timestamptz[], $12::timestamptz[],
        $13::timestamptz[])`,
    values: [
      account.merchantId,
      account.id,
      textArray(things.map((thing) => thing.kind)),
      textArray(things.map((thing) => thing.name)),
      plainArray(things.map((thing) => thing.ordinal)),
      plainArray(things.map((thing) => thing.id)),
      textArray(things.map((thing) => thing.reference)),
      textArray(things.map((thing) => thing.parent)),
      textArray(things.map((thing) => thing.status)),
      textArray(things.map((thing) => JSON.stringify(thing.state))),
      timeArray(things.map((thing) => thing.nextStepAt)),
      timeArray(things.map((thing) => thing.createdAt)),
      timeArray(things.map((thing) => thing.updatedAt)),
    ],
  })
}
