import { sealEndpointSecrets } from "../../src/delivery/endpoint-secrets.ts"
import type { EndpointSettings } from "../../src/delivery/endpoint.ts"
import { findDelivery } from "../../src/delivery/find-delivery.ts"
import { insertDeliveries } from "../../src/delivery/insert-deliveries.ts"
import { insertEndpoint } from "../../src/delivery/insert-endpoint.ts"
import { listAttempts } from "../../src/delivery/list-attempts.ts"
import { newStandardWebhookSecret } from "../../src/delivery/sign-standard-webhook.ts"
import { newUuid } from "../../src/ids.ts"
import { createKeyring, type Keyring } from "../../src/merchants/keyring.ts"
import { CANONICAL_VERSION } from "../../src/payout/canonical.ts"
import type { Pool } from "../../src/postgres/pool.ts"
import { seal } from "../../src/seal.ts"

const FORMAT = `paidout:${CANONICAL_VERSION}`

export interface DeliveryFixture {
  readonly merchantId: string
  readonly keyring: Keyring
  readonly secret: string
  /** Registered without a test event; returns its id. */
  addEndpoint(url: string, settings?: EndpointSettings): Promise<string>
  /** Queues deliveries of an event each; returns their ids. */
  queue(endpointId: string, count?: number): Promise<readonly string[]>
  delivery(id: string): Promise<NonNullable<Awaited<ReturnType<typeof findDelivery>>>>
  attempts(id: string): ReturnType<typeof listAttempts>
  /** Waits until the delivery is as wanted, and returns it. */
  until(
    id: string,
    wanted: (delivery: Awaited<ReturnType<DeliveryFixture["delivery"]>>) => boolean,
  ): ReturnType<DeliveryFixture["delivery"]>
  /** Makes what waits for a retry due now, whatever its schedule says. */
  makeDue(): Promise<void>
}

/** A merchant with its keys, and deliveries without the ledger that makes them. */
export async function createDeliveryFixture(pool: Pool): Promise<DeliveryFixture> {
  const merchantId = newUuid()
  const keyring = createKeyring(pool, "the secret key of the tests")
  await pool.query("insert into merchants (id, name) values ($1, 'Test')", [merchantId])
  await keyring.createDataKey(pool, merchantId)
  const key = await keyring.sealingKey(merchantId)
  const secret = newStandardWebhookSecret()
  const form = { dialect: "paidout", version: CANONICAL_VERSION }

  async function delivery(id: string) {
    const found = await findDelivery(pool, { merchantId, id })
    if (found === undefined) throw new Error("no such delivery")
    return found
  }

  return {
    merchantId,
    keyring,
    secret,
    async addEndpoint(url, settings = {}) {
      const endpoint = await insertEndpoint(pool, {
        ...form,
        merchantId,
        id: newUuid(),
        url,
        description: null,
        eventTypes: ["*"],
        ordering: "none",
        settings,
        secretsSealed: sealEndpointSecrets(key, {
          secrets: [{ secret, expiresAtMs: null }],
          basic: null,
        }),
        hasBasic: false,
      })
      return endpoint.id
    },
    async queue(endpointId, count = 1) {
      const rows = Array.from({ length: count }, () => ({ id: newUuid(), eventId: newUuid() }))
      await insertDeliveries(pool, {
        bodies: rows.map(({ eventId }) => ({
          merchantId,
          eventId,
          format: FORMAT,
          bodySealed: seal(key, Buffer.from(JSON.stringify({ type: "payout.paid", eventId }))),
        })),
        deliveries: rows.map(({ id, eventId }) => ({
          merchantId,
          id,
          endpointId,
          eventId,
          format: FORMAT,
          type: "payout.paid",
          subject: "payout" as const,
          subjectId: newUuid(),
          sequence: 1,
          wireEvent: null,
          traceparent: null,
          state: "queued" as const,
          order: null,
          createdAt: new Date(),
        })),
      })
      return rows.map(({ id }) => id)
    },
    delivery,
    attempts: (id) => listAttempts(pool, { merchantId, id, limit: 100 }),
    async until(id, wanted) {
      for (let look = 0; look < 1_000; look += 1) {
        const found = await delivery(id)
        if (wanted(found)) return found
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      throw new Error(`the delivery stayed ${JSON.stringify(await delivery(id))}`)
    },
    async makeDue() {
      await pool.query(
        "update due_deliveries set due_at = paidout_now() where due_at > paidout_now()",
      )
    },
  }
}
