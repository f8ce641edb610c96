import { PaidoutError } from "../../errors.ts"
import { idText, newUuid } from "../../ids.ts"
import { countDayPayouts } from "../../ledger/count-day-payouts.ts"
import { findSource } from "../../merchants/find-source.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { countRunningReconciliations } from "../../reconcile/count-running-reconciliations.ts"
import { findReconciliation } from "../../reconcile/find-reconciliation.ts"
import { insertReconciliation } from "../../reconcile/insert-reconciliation.ts"
import { insertStatementRows } from "../../reconcile/insert-statement-rows.ts"
import type { Reconciliation, StatementRow } from "../../reconcile/reconciliation.ts"

/** Reports of one merchant that run at a time. */
const RUNNING_MAX = 20
const COUNTED_MAX = 1_000_000
const STATEMENT_PART = 5_000

export interface BeginReconciliationContext {
  readonly pool: Pool
  readonly keyring: Keyring
  /** Wakes the loop of this process that does it. */
  readonly wakeReconcile?: () => void
}

/**
 * Begins to hold a source's payouts of a day against its provider, in the background
 * (`reconciliation-loop`).
 * @throws PaidoutError not_found: no such source; request_invalid: the day has not begun; conflict:
 * too many are running
 */
export async function beginReconciliation(
  context: BeginReconciliationContext,
  request: {
    readonly merchantId: string
    readonly sourceId: string
    /** A UTC day: `2026-11-20`. */
    readonly day: string
    readonly statement: readonly StatementRow[]
    readonly actor: string
    readonly isDaily?: boolean
  },
): Promise<Reconciliation> {
  const { merchantId, sourceId, day, statement, actor, isDaily = false } = request
  const { pool, keyring } = context
  const source = await findSource(pool, keyring, { merchantId, id: sourceId })
  if (source === undefined) throw new PaidoutError("not_found", "There is no such source.")
  const total = await countDayPayouts(pool, { merchantId, sourceId, day, max: COUNTED_MAX })
  const key = { merchantId, id: newUuid() }
  const begun = await inTransaction(pool, async (client) => {
    if (!isDaily && (await countRunningReconciliations(client, merchantId)) >= RUNNING_MAX) {
      throw new PaidoutError(
        "conflict",
        `${RUNNING_MAX} reports are running already. Wait for one, or cancel one.`,
      )
    }
    const isNew = await insertReconciliation(client, {
      ...{ ...key, sourceId, day, total, isDaily },
      ...{ statementRows: statement.length, createdBy: actor },
    })
    if (!isNew) {
      throw new PaidoutError(
        isDaily ? "conflict" : "request_invalid",
        isDaily ? "This day has its report." : "This day has not begun yet, in UTC.",
      )
    }
    for (let from = 0; from < statement.length; from += STATEMENT_PART) {
      await insertStatementRows(client, key, statement.slice(from, from + STATEMENT_PART))
    }
    await insertAudit(client, {
      ...{ merchantId, actor, action: "reconciliation.start" },
      object: idText("reconciliation", key.id),
      after: { source_id: idText("source", sourceId), day, statement_rows: statement.length },
    })
    return findReconciliation(client, key)
  })
  if (begun === undefined) throw new PaidoutError("not_found")
  context.wakeReconcile?.()
  return begun
}
