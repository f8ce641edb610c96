import { countResendable } from "../../delivery/count-resendable.ts"
import { findResendableOfEndpoint } from "../../delivery/find-resendable-of-endpoint.ts"
import { findResendableOfSubject } from "../../delivery/find-resendable-of-subject.ts"
import type { ResendFilter } from "../../delivery/resend.ts"
import type { Queryable } from "../../postgres/pool.ts"

const PAGE_MAX = 20_000
/** Then it is too many to count while somebody waits for the answer. */
const LOOKED_MAX = 2_000_000

const FIRST = "00000000-0000-0000-0000-000000000000"
const LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"

/** How many deliveries a filter takes now; null: too many to count. */
export async function countResend(
  queryable: Queryable,
  merchantId: string,
  filter: ResendFilter,
): Promise<number | null> {
  let total = 0
  let after: string | null = FIRST
  for (let looked = 0; looked < LOOKED_MAX; looked += PAGE_MAX) {
    const page = await countPage(queryable, { merchantId, filter, after, before: LAST })
    total += page.count
    after = page.place
    if (after === null) return total
  }
  return null
}

async function countPage(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly filter: ResendFilter
    readonly after: string
    readonly before: string
  },
): Promise<{ readonly count: number; readonly place: string | null }> {
  const { subjectId, endpointId } = page.filter
  if (subjectId !== undefined) {
    const wanted = { ...page, subjectId, endpointId: endpointId ?? null, foundMax: PAGE_MAX }
    const { found, place } = await findResendableOfSubject(queryable, wanted)
    return { count: found.length, place }
  }
  if (endpointId === undefined) {
    return countResendable(queryable, { ...page, lookedMax: PAGE_MAX })
  }
  const wanted = { ...page, endpointId, lookedMax: PAGE_MAX, foundMax: PAGE_MAX }
  const { found, place } = await findResendableOfEndpoint(queryable, wanted)
  return { count: found.length, place }
}
