import type { Keyring } from "../../merchants/keyring.ts"
import type { Metrics } from "../../metrics.ts"
import type { Pool } from "../../postgres/pool.ts"

/** What it takes to do what an operator asks for. The hints are called after the commit. */
export interface OperatorContext {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly metrics: Metrics
  /** There is something to settle. */
  readonly onCommitted: () => void
  /** There is something to deliver. */
  readonly wakeDeliver: () => void
}

/** What an operator asks for, and why. */
export interface OperatorWish {
  readonly merchantId: string
  /** `key_…` of the API key, or a person. */
  readonly actor: string
  readonly reason: string | null
}

/** What a history and an audit log say of it. */
export function noteOf({ actor, reason }: Pick<OperatorWish, "actor" | "reason">): string {
  return reason === null ? actor : `${actor}: ${reason}`
}
