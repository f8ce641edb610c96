import type { Keyring } from "../../merchants/keyring.ts"
import type { Teller } from "../../payout/history.ts"
import type { Tier, Via } from "../../payout/status.ts"
import type { Later } from "../../postgres/transaction.ts"
import type { ResolvedEvent } from "./resolve-names.ts"

/** An event that is ready to be applied: whose, and heard before or not. */
export interface ReadyEvent extends ResolvedEvent {
  readonly isRepeated: boolean
  readonly teller: Teller
}

export interface ToAsk {
  readonly merchantId: string
  readonly subject: "payout" | "batch" | "payment"
  readonly subjectId: string
  readonly sourceId: string
  readonly provider: string
}

export interface ApplyContext {
  readonly keyring: Keyring
  readonly via: Via
  readonly tier: Tier
  /** The database's time, RFC 3339 UTC. */
  readonly now: string
  /** What was heard before and says nothing new is not kept again: polls say it every time. */
  readonly dropsRepeats?: boolean
  /** It is of the past: nobody has to act on it, unless it contradicts itself. */
  readonly isQuiet?: boolean
  /** Takes the writes that nothing later in the transaction depends on. */
  readonly later: Later
}
