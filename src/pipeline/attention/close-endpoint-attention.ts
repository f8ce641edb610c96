import { closeAttention } from "../../ledger/close-attention.ts"
import type { Queryable } from "../../postgres/pool.ts"

/** It is disabled: there is nothing to mend for the sake of its deliveries, at least not now. */
const KINDS_SETTLED = {
  enabled: ["endpoint_disabled", "endpoint_failing"],
  deleted: ["endpoint_disabled", "endpoint_failing"],
  disabled: ["endpoint_failing"],
} as const

/** Closes the items that a change of an endpoint's state has settled. */
export async function closeEndpointAttention(
  queryable: Queryable,
  endpoint: {
    readonly merchantId: string
    readonly id: string
    readonly because: keyof typeof KINDS_SETTLED
    /** Who did it, where that was a person or a key. */
    readonly by?: string
  },
): Promise<void> {
  const { merchantId, id: subjectId, because, by } = endpoint
  await closeAttention(
    queryable,
    KINDS_SETTLED[because].map((kind) => ({
      ...{ merchantId, kind, subjectId, because },
      ...(by !== undefined && { by }),
    })),
  )
}
