import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/** Which of these references a thing of this kind has already. */
export async function listTakenReferences(
  queryable: Queryable,
  account: AccountKey,
  of: { readonly kind: string; readonly references: readonly string[] },
): Promise<readonly string[]> {
  const { rows } = await queryable.query<{ reference: string }>({
    name: "list_taken_sandbox_references",
    text: `select distinct reference from sandbox_things
           where merchant_id = $1 and account_id = $2 and kind = $3
             and reference = any ($4::text[])`,
    values: [account.merchantId, account.id, of.kind, textArray(of.references)],
  })
  return rows.map(({ reference }) => reference)
}
