import { decimalFromAmount } from "../payout/money.ts"
import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { StatementRow } from "./reconciliation.ts"

export async function insertStatementRows(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
  rows: readonly StatementRow[],
): Promise<void> {
  await queryable.query({
    name: "insert_statement_rows",
    text: `
      insert into reconciliation_statement_rows
        (merchant_id, reconciliation_id, number, provider_id, reference, amount, currency, status)
      select $1::uuid, $2::uuid, s.*
      from unnest($3::integer[], $4::text[], $5::text[], $6::numeric[], $7::text[], $8::text[]) as s`,
    values: [
      key.merchantId,
      key.id,
      plainArray(rows.map(({ number }) => number)),
      textArray(rows.map(({ providerId }) => providerId)),
      textArray(rows.map(({ reference }) => reference)),
      plainArray(rows.map(({ amount }) => decimalFromAmount(amount.amount, 4))),
      textArray(rows.map(({ amount }) => amount.currency)),
      textArray(rows.map(({ status }) => status)),
    ],
  })
}
