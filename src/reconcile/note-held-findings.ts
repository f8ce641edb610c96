import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { HeldEvent } from "./held-event.ts"

export interface HeldFinding extends Pick<HeldEvent, "merchantId" | "id"> {
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
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::float8[]) as n (m, i, f, d, a)
      where h.merchant_id = m and h.id = i`,
    values: [
      plainArray(findings.map((each) => each.merchantId)),
      plainArray(findings.map((each) => each.id)),
      textArray(findings.map((each) => each.finding)),
      textArray(findings.map((each) => each.detail)),
      plainArray(findings.map((each) => each.againWithinMs)),
    ],
  })
}
