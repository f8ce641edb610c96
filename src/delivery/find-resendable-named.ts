import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import {
  resendableFromRow,
  type ResendablePage,
  type ResendableRow,
} from "./find-resendable-of-endpoint.ts"
import { statesOf, type ResendFilter } from "./resend.ts"

/** The same among deliveries that are named one by one: a person has selected them. */
export async function findResendableNamed(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    /** Null: of any endpoint. */
    readonly endpointId: string | null
    readonly deliveryIds: readonly string[]
    readonly filter: ResendFilter
    readonly after: string
    readonly before: string
    readonly foundMax: number
  },
): Promise<ResendablePage> {
  const { rows } = await queryable.query<ResendableRow>({
    name: "find_resendable_named",
    text: `
      select d.id, d.endpoint_id, d.state, d.subject_id, d.sequence
      from unnest($2::uuid[]) as named (id)
      cross join lateral (
        select * from deliveries where merchant_id = $1 and id = named.id offset 0
      ) as d
      where d.id > $3 and d.id < $4
        and ($6::uuid is null or d.endpoint_id = $6)
        and d.state = any ($7::text[])
      order by d.id
      limit $5`,
    values: [
      page.merchantId,
      plainArray(page.deliveryIds),
      page.after,
      page.before,
      page.foundMax,
      page.endpointId,
      textArray(statesOf(page.filter)),
    ],
  })
  const found = rows.map(resendableFromRow)
  const isCut = found.length === page.foundMax
  return { found, place: isCut ? (found.at(-1)?.id ?? null) : null }
}
