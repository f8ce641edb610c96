import type { PoolClient } from "../postgres/pool.ts"
import type { NewMessage } from "./append-messages.ts"

export interface RefusedMessage extends NewMessage {
  readonly reason: string
  readonly hint: string
  readonly bodyHash: Buffer
  /** Keyed hash of the credential it presented; empty when it presented none. */
  readonly credentialHash: Buffer
}

/** What one presented credential may keep, and how many credentials a source may keep. */
export const QUARANTINE_LIMITS = {
  messagesPerCredentialMax: 5_000,
  bytesPerCredentialMax: 32 * 1024 * 1024,
  credentialsPerSourceMax: 500,
} as const

/** Counts a body that is already kept. True when it was. */
export async function countRepeatedRefusal(
  client: PoolClient,
  message: RefusedMessage,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: "count-repeated-refusal",
    text: `
      update parked set times_seen = times_seen + 1, last_seen_at = paidout_now()
      where merchant_id = $1 and source_id = $2 and body_hash = $3 and credential_hash = $4
        and state = 'quarantined'`,
    values: [message.merchantId, message.sourceId, message.bodyHash, message.credentialHash],
  })
  return (rowCount ?? 0) > 0
}

/**
 * Room for one more message of this credential. The limit stands in the `where`, so concurrent
 * floods cannot pass it. `full`: the credential has used up its room.
 */
export async function takeQuarantineRoom(
  client: PoolClient,
  message: RefusedMessage,
): Promise<"first" | "taken" | "full"> {
  const { rows } = await client.query<{ first: boolean }>({
    name: "take-quarantine-room",
    text: `
      insert into quarantine_credentials as q
        (merchant_id, source_id, credential_hash, kept, kept_bytes)
      values ($1, $2, $3, 1, $4)
      on conflict (merchant_id, source_id, credential_hash) do update
        set kept = q.kept + 1, kept_bytes = q.kept_bytes + excluded.kept_bytes,
          last_seen_at = paidout_now()
        where q.kept < $5 and q.kept_bytes + excluded.kept_bytes <= $6
      returning kept = 1 and dropped = 0 as first`,
    values: [
      message.merchantId,
      message.sourceId,
      message.credentialHash,
      message.bodyBytes,
      QUARANTINE_LIMITS.messagesPerCredentialMax,
      QUARANTINE_LIMITS.bytesPerCredentialMax,
    ],
  })
  const row = rows[0]
  return row === undefined ? "full" : row.first ? "first" : "taken"
}

/** For a message that took room and was not stored after all. */
export async function giveBackQuarantineRoom(
  client: PoolClient,
  message: RefusedMessage,
): Promise<void> {
  await client.query({
    name: "give-back-quarantine-room",
    text: `
      update quarantine_credentials
      set kept = greatest(0, kept - 1), kept_bytes = greatest(0, kept_bytes - $4)
      where merchant_id = $1 and source_id = $2 and credential_hash = $3`,
    values: [message.merchantId, message.sourceId, message.credentialHash, message.bodyBytes],
  })
}

export async function countDroppedRefusal(
  client: PoolClient,
  message: RefusedMessage,
): Promise<void> {
  await client.query({
    name: "count-dropped-refusal",
    text: `
      update quarantine_credentials set dropped = dropped + 1, last_seen_at = paidout_now()
      where merchant_id = $1 and source_id = $2 and credential_hash = $3`,
    values: [message.merchantId, message.sourceId, message.credentialHash],
  })
}

/** Stores a refused request for release. False: another process has just stored the same body. */
export async function quarantineMessage(
  client: PoolClient,
  message: RefusedMessage,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: "quarantine-message",
    text: `
      with kept as (
        insert into parked
          (merchant_id, message_id, source_id, state, reason, hint, body_hash, credential_hash)
        values ($1, $2, $3, 'quarantined', $4, $5, $6, $7)
        on conflict (merchant_id, source_id, body_hash, credential_hash)
          where state = 'quarantined' do nothing
        returning merchant_id
      )
      insert into messages
        (merchant_id, id, source_id, received_at, remote_address, headers, body_sealed,
         body_bytes, answer_status)
      select merchant_id, $2, $3, paidout_now(), $8, $9::jsonb, $10, $11, $12 from kept`,
    values: [
      message.merchantId,
      message.id,
      message.sourceId,
      message.reason,
      message.hint,
      message.bodyHash,
      message.credentialHash,
      message.remoteAddress,
      JSON.stringify(message.headers),
      message.bodySealed,
      message.bodyBytes,
      message.answerStatus,
    ],
  })
  return (rowCount ?? 0) > 0
}
