import { createHash } from "node:crypto"

import type { PaidoutEvent } from "../../payout/event.ts"
import type { Tier } from "../../payout/status.ts"

/** A read that says what a webhook said is another fact: the tier is part of the key. UUID text. */
export function eventKeyHash(tier: Tier, event: PaidoutEvent): string {
  const hex = createHash("sha256").update(`${tier}:${event.subject}:${event.key}`).digest("hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}
