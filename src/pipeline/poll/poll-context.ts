import type { Log } from "../../log.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Metrics } from "../../metrics.ts"
import type { Pool } from "../../postgres/pool.ts"
import type { createGate } from "../gate.ts"
import type { ProviderAsker } from "./provider-asker.ts"

/** What asking for payouts whose webhooks are silent stands on. */
export interface PollContext {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly metrics: Metrics
  readonly log: Log
  readonly asker: ProviderAsker
  /** Called after each commit that made deliveries. */
  readonly onDeliveriesQueued: () => void
  /** Keeps polls of many sources from taking all connections at once. */
  readonly gate: ReturnType<typeof createGate>
}
