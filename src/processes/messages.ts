import type { MetricsSnapshot } from "../metrics-snapshot.ts"
import type { Installation } from "../pipeline/open-installation.ts"

/** What parent and workers say to each other, over the channel that only they have. */
export type ToWorker =
  | { readonly kind: "begin"; readonly begin: BeginOrder }
  | { readonly kind: "stop"; readonly stop: StopOrder }
  | { readonly kind: "are_you_there" }
  | { readonly kind: "tell_snapshot"; readonly question: number }
  | { readonly kind: "totals"; readonly question: number; readonly snapshots: MetricsSnapshot[] }

export type ToParent =
  /** Its programs are loaded: it waits for `begin`. */
  | { readonly kind: "loaded" }
  | { readonly kind: "ready"; readonly url: string }
  /** It did not start; `code` of a coded error. */
  | { readonly kind: "failed"; readonly code: string | null; readonly message: string }
  /** It begins to end by itself: somebody signalled it. */
  | { readonly kind: "stopping" }
  | { readonly kind: "here" }
  | { readonly kind: "snapshot"; readonly question: number; readonly snapshot: MetricsSnapshot }
  | { readonly kind: "last_snapshot"; readonly snapshot: MetricsSnapshot }
  | { readonly kind: "want_totals"; readonly question: number }

export interface BeginOrder {
  readonly installation: Installation
  /** It does what a start does once. */
  readonly isFirst: boolean
}

export interface StopOrder {
  readonly drainMs: number
  /** How long a kept connection may stay silent before it is ended. Default: a moment. */
  readonly idleMs?: number
}
