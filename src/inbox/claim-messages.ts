import type { PoolClient } from "../postgres/pool.ts"

/** A message on its way through settle, with what its source says about reading it. */
export interface ClaimedMessage {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  /** What should be there and is not: then nothing else but the ids is known. */
  readonly missing: "message" | "source" | null
  readonly provider: string
  /** Null until a mode was set or told. */
  readonly live: boolean | null
  readonly settings: Readonly<Record<string, unknown>>
  readonly receivedAt: Date
  /** The database's time at the claim. */
  readonly claimedAt: Date
  readonly headers: Readonly<Record<string, readonly string[]>>
  /** Null when the body was pruned. */
  readonly bodySealed: Buffer | null
  /** Raw endpoints have it since it was parked: settling it again does not hand it on again. */
  readonly forwarded: boolean
  /** It was in the queue before, or stood aside until somebody released it. */
  readonly isReleased: boolean
  /** Of the span that received it; null where nobody records. */
  readonly traceparent: string | null
}

export interface MessageId {
  readonly merchantId: string
  readonly id: string
}

/** Of the bodies of one claim, all in memory at once; a single larger one is claimed alone. */
const CLAIM_BYTES_MAX = 8 * 1024 * 1024

/**
 * Takes waiting messages out of the queue, oldest first, within the caller's transaction: when it
 * rolls back, or its process dies, they are in the queue again at once. No lease is needed, and
 * `skip locked` keeps two workers apart.
 */
export async function claimMessages(
  client: PoolClient,
  countMax: number,
): Promise<readonly ClaimedMessage[]> {
  const { rows } = await client.query<ClaimedRow>({
    name: "claim-messages",
    text: `
      with waiting as materialized (
        select merchant_id, message_id, body_bytes from unsettled
        order by message_id limit $1 for update skip locked
      ),
      fitting as (
        select merchant_id, message_id,
          sum(body_bytes) over (order by message_id rows unbounded preceding) - body_bytes as before
        from waiting
      ),
      claimed as (
        delete from unsettled where (merchant_id, message_id) in (
          select merchant_id, message_id from fitting where before < $2
        )
        returning merchant_id, message_id, source_id, forwarded, traceparent,
          released_by is not null as is_released
      )
      ${CLAIMED}`,
    values: [countMax, CLAIM_BYTES_MAX],
  })
  return rows.map(claimedMessage)
}

/** The same for named messages: settle uses it to find the one that fails alone. */
export async function claimTheseMessages(
  client: PoolClient,
  ids: readonly MessageId[],
): Promise<readonly ClaimedMessage[]> {
  const { rows } = await client.query<ClaimedRow>({
    name: "claim-these-messages",
    text: `
      with claimed as (
        delete from unsettled where (merchant_id, message_id) in (
          select u.merchant_id, u.message_id
          from unnest($1::uuid[], $2::uuid[]) as wanted (merchant_id, message_id)
          join unsettled u using (merchant_id, message_id)
          order by u.message_id for update of u skip locked
        )
        returning merchant_id, message_id, source_id, forwarded, traceparent,
          released_by is not null as is_released
      )
      ${CLAIMED}`,
    values: [ids.map((each) => each.merchantId), ids.map((each) => each.id)],
  })
  return rows.map(claimedMessage)
}

/**
 * `offset 0` keeps the planner at one index probe per message, however its estimates err. The joins
 * are left joins: what has left the queue must come out here, or it would be lost without a word.
 */
const CLAIMED = `
  select c.merchant_id, c.message_id, c.source_id, c.forwarded, c.is_released, c.traceparent,
    s.provider, s.live, s.settings, m.received_at, m.headers, m.body_sealed, paidout_now() as claimed_at
  from claimed c
  left join lateral (
    select received_at, headers, body_sealed from messages
    where merchant_id = c.merchant_id and id = c.message_id offset 0
  ) m on true
  left join lateral (
    select provider, live, settings from sources
    where merchant_id = c.merchant_id and id = c.source_id offset 0
  ) s on true
  order by c.message_id`

interface ClaimedRow {
  merchant_id: string
  message_id: string
  source_id: string
  forwarded: boolean
  is_released: boolean
  traceparent: string | null
  provider: string | null
  live: boolean | null
  settings: Record<string, unknown> | null
  received_at: Date | null
  claimed_at: Date
  headers: Record<string, string[]> | null
  body_sealed: Buffer | null
}

function claimedMessage(row: ClaimedRow): ClaimedMessage {
  return {
    merchantId: row.merchant_id,
    id: row.message_id,
    sourceId: row.source_id,
    missing: row.headers === null ? "message" : row.provider === null ? "source" : null,
    provider: row.provider ?? "",
    live: row.live,
    settings: row.settings ?? {},
    receivedAt: row.received_at ?? row.claimed_at,
    claimedAt: row.claimed_at,
    headers: row.headers ?? {},
    bodySealed: row.body_sealed,
    forwarded: row.forwarded,
    isReleased: row.is_released,
    traceparent: row.traceparent,
  }
}
