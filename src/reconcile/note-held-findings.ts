import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { heldKeyColumns, type HeldKey } from "./held-event.ts"

export interface HeldFinding extends HeldKey {
  readonly finding: string
  readonly detail: string
  /** It is asked about again so soon at the latest; null: as the claim has set it. */
  readonly againWithinMs: number | null
}

/** What a try came to, where it settled nothing. */
export async function noteHeldFindings(
  queryable: Queryable,
  findings: readonly HeldFinding[],
): Promise<void> {
  await queryable.query({
    name: "note_held_findings",
    text: `
      update held_events as h set finding = f, detail = d,
        due_at = least(h.due_at, paidout_now() + a * interval '1 ms')
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
        $7::text[], $8::float8[]) as n (m, s, u, p, t, f, d, a)
      where h.merchant_id = any (array[m]) and h.source_id = s and h.subject = u
        and h.provider_id = p and h.status = t`,
    values: [
      ...heldKeyColumns(findings),
      textArray(findings.map((each) => each.finding)),
      textArray(findings.map((each) => each.detail)),
      plainArray(findings.map((each) => each.againWithinMs)),
    ],
  })
}
