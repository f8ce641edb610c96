import { amountFromDecimal } from "../payout/money.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { StatementRow } from "./reconciliation.ts"

/** The rows after a number, in their order. */
export async function listStatementRows(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly id: string
    readonly after: number
    readonly limit: number
  },
): Promise<readonly StatementRow[]> {
  const { rows } = await queryable.query<{
    number: number
    provider_id: string | null
    reference: string | null
    amount: string
    currency: string
    status: string | null
  }>({
    name: "list_statement_rows",
    text: `select number, provider_id, reference, amount, currency, status
           from reconciliation_statement_rows
           where merchant_id = $1 and reconciliation_id = $2 and number > $3
           order by number
           limit $4`,
    values: [page.merchantId, page.id, page.after, page.limit],
  })
  return rows.map((row) => {
    const amount = amountFromDecimal(row.amount, 4)
    if (amount === undefined) throw new Error("The statement holds an amount that is none.")
    return {
      number: row.number,
      providerId: row.provider_id,
      reference: row.reference,
      amount: { amount, currency: row.currency },
      status: row.status,
    }
  })
}
