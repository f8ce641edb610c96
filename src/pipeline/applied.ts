import type { AttentionToClose } from "../ledger/close-attention.ts"
import type { AttentionToOpen } from "../ledger/open-attention.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { Change } from "../payout/canonical.ts"
import type { HistoryEntry, Teller } from "../payout/history.ts"
import type { Tier, Via } from "../payout/status.ts"
import type { Later } from "../postgres/transaction.ts"
import type { ResolvedEvent } from "./resolve-names.ts"

/** An event that is ready to be applied: whose, and heard before or not. */
export interface ReadyEvent extends ResolvedEvent {
  readonly isRepeated: boolean
  readonly teller: Teller
}

/** What applying events of one kind came to. */
export interface Applied {
  readonly entries: readonly HistoryEntry[]
  readonly changes: readonly Change[]
  readonly toOpen: readonly AttentionToOpen[]
  readonly toClose: readonly AttentionToClose[]
  /** What the provider is to be asked for soon: a contradiction, a bulk event. */
  readonly toAsk: readonly ToAsk[]
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
  /** Takes the writes that nothing later in the transaction depends on. */
  readonly later: Later
}
