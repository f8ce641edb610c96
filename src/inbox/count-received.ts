import { plainArray, timeArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { ClaimedMessage } from "./claim-messages.ts"

const MINUTE_MS = 60_000

/** Adds to the tallies what came in for the first time, in the transaction that settles it. */
export async function countReceived(
  client: PoolClient,
  messages: readonly ClaimedMessage[],
): Promise<void> {
  const sums = [...sumsOf(messages).values()]
  if (sums.length === 0) return
  await client.query({
    name: "count-received",
    text: `
      insert into tallies_new (merchant_id, kind, starts_at, subject_id, count, last_at)
      select merchant_id, 'received', finest_tally_start(last_at, paidout_now()), source_id, count,
        last_at
      from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::timestamptz[])
        as u (merchant_id, source_id, count, last_at)`,
    values: [
      plainArray(sums.map((sum) => sum.merchantId)),
      plainArray(sums.map((sum) => sum.sourceId)),
      plainArray(sums.map((sum) => sum.count)),
      timeArray(sums.map((sum) => sum.lastAt)),
    ],
  })
}

interface Sum {
  readonly merchantId: string
  readonly sourceId: string
  count: number
  lastAt: Date
}

/** Of each source and minute. */
function sumsOf(messages: readonly ClaimedMessage[]): ReadonlyMap<string, Sum> {
  const sums = new Map<string, Sum>()
  for (const { merchantId, sourceId, receivedAt, isReleased } of messages) {
    if (isReleased) continue
    const key = `${sourceId} ${Math.floor(receivedAt.getTime() / MINUTE_MS)}`
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { merchantId, sourceId, count: 1, lastAt: receivedAt })
    else {
      sum.count += 1
      if (receivedAt > sum.lastAt) sum.lastAt = receivedAt
    }
  }
  return sums
}
