import { findEndpointHealth } from "../../delivery/find-endpoint-health.ts"
import { openAttention } from "../../ledger/open-attention.ts"
import { ATTENTION_ADVICE } from "../../payout/attention.ts"
import type { Queryable } from "../../postgres/pool.ts"

/** Points an endpoint out, with how it fails. An item that is open already stays as it is. */
export async function openEndpointAttention(
  queryable: Queryable,
  item: {
    readonly kind: "endpoint_failing" | "endpoint_disabled"
    readonly merchantId: string
    readonly id: string
    readonly url: string
    /** Why it is disabled. */
    readonly reason?: "gone" | "failing"
  },
): Promise<void> {
  const { failingSince, lastFailure } = await findEndpointHealth(queryable, item)
  await openAttention(queryable, [
    {
      merchantId: item.merchantId,
      kind: item.kind,
      subject: "endpoint",
      subjectId: item.id,
      sourceId: null,
      advice: ATTENTION_ADVICE[item.kind],
      detail: {
        ...(item.reason !== undefined && { reason: item.reason }),
        url: item.url,
        failing_since: failingSince?.toISOString() ?? null,
        last_status: lastFailure?.status ?? null,
        last_cause: lastFailure?.cause ?? null,
        last_error: lastFailure?.error ?? null,
      },
    },
  ])
}
