import type { Change } from "../payout/canonical.ts"
import type { HistoryEntry } from "../payout/history.ts"
import type { AttentionChanges } from "./apply/attention-changes.ts"

/** What applying events of one kind came to. */
export interface Applied {
  readonly entries: readonly HistoryEntry[]
  readonly changes: readonly Change[]
  /** What they give a person to do, what they settle, and what the provider is asked for soon. */
  readonly attention: AttentionChanges
}
