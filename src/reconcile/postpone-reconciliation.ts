import type { Queryable } from "../postgres/pool.ts"
import type { WaitingFor } from "./reconciliation-summary.ts"

/** It is gone on with so much later, and says what it waits for. Nothing where others went on. */
export async function postponeReconciliation(
  queryable: Queryable,
  at: { readonly merchantId: string; readonly id: string; readonly step: number },
  wait: {
    readonly dueInMs: number
    readonly tries: number
    readonly waitingFor: WaitingFor | null
  },
): Promise<void> {
  await queryable.query({
    name: "postpone_reconciliation",
    text: `
      update reconciliations
      set due_at = paidout_server_now() + $4::float8 * interval '1 ms', tries = $5,
        summary = jsonb_set(summary, '{waitingFor}', $6::jsonb)
      where merchant_id = $1 and id = $2 and step = $3 and state = 'running'`,
    values: [
      at.merchantId,
      at.id,
      at.step,
      wait.dueInMs,
      wait.tries,
      JSON.stringify(wait.waitingFor),
    ],
  })
}
