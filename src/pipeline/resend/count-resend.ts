import { countResendable, type ResendableCount } from "../../delivery/count-resendable.ts"
import { findResendableNamed } from "../../delivery/find-resendable-named.ts"
import {
  findResendableOfEndpoint,
  type ResendablePage,
} from "../../delivery/find-resendable-of-endpoint.ts"
import { findResendableOfSubject } from "../../delivery/find-resendable-of-subject.ts"
import type { ResendFilter } from "../../delivery/resend.ts"
import type { Queryable } from "../../postgres/pool.ts"

const PAGE_MAX = 20_000
/** Then it is too many to count while somebody waits for the answer. */
const LOOKED_MAX = 2_000_000

const FIRST = "00000000-0000-0000-0000-000000000000"
const LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"

/** How many deliveries a filter takes now, by endpoint (UUID); null: too many to count. */
export async function countResend(
  queryable: Queryable,
  merchantId: string,
  filter: ResendFilter,
): Promise<ReadonlyMap<string, number> | null> {
  const totals = new Map<string, number>()
  let after: string | null = FIRST
  for (let looked = 0; looked < LOOKED_MAX; looked += PAGE_MAX) {
    const page = await countPage(queryable, { merchantId, filter, after, before: LAST })
    for (const [id, count] of page.byEndpoint) totals.set(id, (totals.get(id) ?? 0) + count)
    after = page.place
    if (after === null) return totals
  }
  return null
}

/** Of all endpoints together; null: too many to count. */
export function totalOf(counts: ReadonlyMap<string, number> | null): number | null {
  return counts && [...counts.values()].reduce((sum, count) => sum + count, 0)
}

async function countPage(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly filter: ResendFilter
    readonly after: string
    readonly before: string
  },
): Promise<ResendableCount> {
  const { subjectId, endpointId = null, deliveryIds } = page.filter
  const foundMax = PAGE_MAX
  if (deliveryIds !== undefined) {
    return counted(
      await findResendableNamed(queryable, { ...page, deliveryIds, endpointId, foundMax }),
    )
  }
  if (subjectId !== undefined) {
    return counted(
      await findResendableOfSubject(queryable, { ...page, subjectId, endpointId, foundMax }),
    )
  }
  if (endpointId === null) return countResendable(queryable, { ...page, lookedMax: PAGE_MAX })
  const wanted = { ...page, endpointId, lookedMax: PAGE_MAX, foundMax }
  return counted(await findResendableOfEndpoint(queryable, wanted))
}

function counted({ found, place }: ResendablePage): ResendableCount {
  const byEndpoint = new Map<string, number>()
  for (const { endpointId: id } of found) byEndpoint.set(id, (byEndpoint.get(id) ?? 0) + 1)
  return { byEndpoint, place }
}
