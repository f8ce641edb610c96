import { newUuid } from "../../src/ids.ts"
import type { Source } from "../../src/merchants/source.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { announcePayouts, type Announced } from "../../src/pipeline/announce/announce-payouts.ts"
import type { Announcement } from "../../src/pipeline/announce/read-announcement.ts"
import { sampleOf, type HubFixture } from "./hub-fixture.ts"

/** As the key of the fixture's merchant, or of another. */
export function announceAs(
  hub: HubFixture,
  merchantId: string,
  announcements: readonly Announcement[],
): Promise<Announced> {
  const { keyring, database, settleContext } = hub
  return announcePayouts(
    { pool: database.pool, keyring, metrics: settleContext.metrics, wakeDeliver: () => {} },
    { merchantId, actor: "key_test", announcements },
  )
}

/** A sample under a reference that no other has. */
export function freshEvent(provider: string, name: string): PayoutEvent {
  const event = sampleOf(provider, name) as PayoutEvent
  const reference = `order-${newUuid()}`
  return provider === "pivot"
    ? { ...event, reference, providerId: `${event.batchProviderId}:${reference}` }
    : { ...event, reference }
}

/** As its provider will tell of it; `by` says which of its names the merchant knows. */
export function announcementOf(
  source: Source,
  { amount, providerId, reference }: PayoutEvent,
  by: "reference" | "provider_id" | "both" = "reference",
): Announcement {
  if (amount === null) throw new Error("The sample tells no amount.")
  return {
    sourceId: source.id,
    providerId: by === "reference" ? null : providerId,
    reference: by === "provider_id" ? null : reference,
    batchProviderId: null,
    amount: { value: `${amount.amount / 10_000n}`, currency: amount.currency },
    details: {},
    replaces: null,
  }
}
