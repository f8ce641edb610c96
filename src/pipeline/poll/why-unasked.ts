import { findSource } from "../../merchants/find-source.ts"
import { FINDINGS, type Finding } from "../../providers/api.ts"
import { findProvider } from "../../providers/index.ts"
import type { Reconciliation } from "../../reconcile/reconciliation.ts"
import type { Unaskable } from "./provider-asker.ts"
import type { ReconciliationContext } from "../report/reconciliation-context.ts"

/**
 * Why a report goes on without asking the provider for anything; undefined: it waits until that is
 * mended. Who gave a statement and no credentials wants to hear what the statement says.
 */
export async function whyUnasked(
  context: ReconciliationContext,
  { merchantId, sourceId, statementRows }: Reconciliation,
  { finding, detail }: Unaskable,
): Promise<Finding | undefined> {
  const key = { merchantId, id: sourceId }
  const source = await findSource(context.pool, context.keyring, key)
  if (source === undefined || findProvider(source.provider)?.api === undefined) {
    return { kind: "cannot_be_asked", asked: null, detail: FINDINGS.cannot_be_asked }
  }
  if (finding !== "credentials_missing" || statementRows === 0) return undefined
  return { kind: finding, asked: null, detail }
}
