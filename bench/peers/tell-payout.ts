import { randomUUID } from "node:crypto"

import type { Pool } from "pg"
import { Webhook } from "standardwebhooks"
import { request } from "undici"

/** The part of Xendit's webhook that the peers' job keeps and tells. */
export interface PayoutWebhook {
  readonly event: string
  readonly data: {
    readonly id: string
    readonly reference_id: string
    readonly status: string
    readonly amount: number
    readonly currency: string
    readonly updated: string
  }
}

export async function createPayoutTable(pool: Pool): Promise<void> {
  await pool.query(`create table if not exists peer_payouts (
    provider_id text primary key, reference text not null, status text not null,
    amount numeric not null, currency text not null, updated_at timestamptz not null)`)
}

/**
 * The job as teams write it: the payout's row is written, an older status never over a newer one,
 * then the endpoint is told with a signature of the Standard Webhooks. A failure is thrown, so that
 * the queue tries again.
 */
export function createTellPayout(
  pool: Pool,
  to: { readonly url: string; readonly secret: string },
): (webhook: PayoutWebhook, jobId: string) => Promise<void> {
  const signer = new Webhook(to.secret)
  return async ({ event, data }, jobId) => {
    await pool.query({
      name: "save-payout",
      text: `insert into peer_payouts as p
          (provider_id, reference, status, amount, currency, updated_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (provider_id) do update
          set status = excluded.status, updated_at = excluded.updated_at
          where p.updated_at < excluded.updated_at`,
      values: [data.id, data.reference_id, data.status, data.amount, data.currency, data.updated],
    })
    const at = new Date()
    const id = `msg_${jobId === "" ? randomUUID() : jobId}`
    const body = JSON.stringify({
      type: event,
      timestamp: at.toISOString(),
      data: {
        provider_id: data.id,
        reference: data.reference_id,
        status: data.status,
        amount: { value: String(data.amount), currency: data.currency },
      },
    })
    const response = await request(to.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
        "webhook-signature": signer.sign(id, at, body),
      },
      body,
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
    })
    await response.body.dump()
    if (response.statusCode < 200 || response.statusCode > 299) {
      throw new Error(`The endpoint answered ${response.statusCode}.`)
    }
  }
}
