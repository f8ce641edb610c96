import { newUuid } from "../ids.ts"
import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { ReconciliationFindingKind } from "./finding-kinds.ts"
import type { NewReconciliationFinding } from "./reconciliation.ts"
import { sideToJson } from "./found-side.ts"

/** Keeps findings; what was found before is not found again. Returns which are new. */
export async function insertReconciliationFindings(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
  findings: readonly NewReconciliationFinding[],
): Promise<readonly { readonly kind: ReconciliationFindingKind; readonly about: string }[]> {
  const { rows } = await queryable.query<{ kind: ReconciliationFindingKind; about: string }>({
    name: "insert_reconciliation_findings",
    text: `
      insert into reconciliation_findings
        (merchant_id, reconciliation_id, id, kind, about, payout_id, provider_id, reference, ours,
         theirs, detail)
      select $1::uuid, $2::uuid, f.*
      from unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[],
        $9::jsonb[], $10::jsonb[], $11::text[]) as f
      on conflict (merchant_id, reconciliation_id, about, kind) do nothing
      returning kind, about`,
    values: [
      key.merchantId,
      key.id,
      plainArray(findings.map(() => newUuid())),
      textArray(findings.map(({ kind }) => kind)),
      textArray(findings.map(({ about }) => about)),
      plainArray(findings.map(({ payoutId }) => payoutId)),
      textArray(findings.map(({ providerId }) => providerId)),
      textArray(findings.map(({ reference }) => reference)),
      textArray(findings.map(({ ours }) => sideToJson(ours))),
      textArray(findings.map(({ theirs }) => sideToJson(theirs))),
      textArray(findings.map(({ detail }) => detail)),
    ],
  })
  return rows
}
