import type { PoolClient } from "../postgres/pool.ts"
import { QUARANTINE_LIMITS } from "./quarantine-message.ts"

/**
 * Keeps at most so many credentials per source: the ones with the fewest messages go first, the
 * longest silent of them first. A key that is merely configured wrong brings many messages, so a
 * flood of made-up keys, one message each, cannot push it out.
 */
export async function trimQuarantine(
  client: PoolClient,
  merchantId: string,
  sourceId: string,
): Promise<number> {
  const { rowCount } = await client.query({
    name: "trim-quarantine",
    text: `
      with surplus as (
        delete from quarantine_credentials where (merchant_id, source_id, credential_hash) in (
          select merchant_id, source_id, credential_hash from quarantine_credentials
          where merchant_id = $1 and source_id = $2
          order by kept desc, last_seen_at desc offset $3
        )
        returning credential_hash
      ),
      dropped as (
        delete from parked p using surplus s
        where p.merchant_id = $1 and p.source_id = $2 and p.state = 'quarantined'
          and p.credential_hash = s.credential_hash
        returning p.message_id
      )
      delete from messages m using dropped d where m.merchant_id = $1 and m.id = d.message_id`,
    values: [merchantId, sourceId, QUARANTINE_LIMITS.credentialsPerSourceMax],
  })
  return rowCount ?? 0
}
