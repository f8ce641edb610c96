import type { AttentionKind, AttentionSubject } from "./attention.ts"

/**
 * What an operator can do about an item. Each is something that Paidout itself does, or that the
 * operator says he did: never something that only the provider could do.
 */
export const ATTENTION_ACTIONS = {
  retried: { label: "I retried it at the provider", needsReason: false },
  mark_failed: { label: "Mark as failed", needsReason: true },
  mark_paid: { label: "Mark as paid", needsReason: true },
  ask_now: { label: "Ask the provider now", needsReason: false },
  release: { label: "Release what is authentic by today's secrets", needsReason: false },
  reprocess: { label: "Read it once more", needsReason: false },
  enable: { label: "Enable the endpoint", needsReason: false },
  try_again: { label: "Try the provider's API again now", needsReason: false },
  acknowledge: { label: "I have seen to it", needsReason: false },
  dismiss: { label: "Dismiss it", needsReason: true },
} as const satisfies Record<string, { readonly label: string; readonly needsReason: boolean }>

export type AttentionAction = keyof typeof ATTENTION_ACTIONS

export function isAttentionAction(name: string): name is AttentionAction {
  return Object.hasOwn(ATTENTION_ACTIONS, name)
}

type Offered = readonly AttentionAction[]

/**
 * What is offered, by kind and by what the item is about; `ask_now` only where the provider can be
 * asked for it. A status that the provider itself told cannot be overruled by an operator, so where
 * it told one, marking is not offered.
 */
const OFFERED = {
  insufficient_balance: {
    payout: ["retried", "mark_failed", "ask_now"],
    batch: ["retried", "mark_failed", "ask_now"],
  },
  failed: { payout: ["acknowledge"] },
  reversed: { payout: ["acknowledge"] },
  conflict: {
    payout: ["ask_now", "dismiss"],
    batch: ["ask_now", "dismiss"],
    payment: ["ask_now", "dismiss"],
  },
  double_payment: { payout: ["ask_now", "dismiss"] },
  amount_mismatch: {
    payout: ["ask_now", "dismiss"],
    batch: ["ask_now", "dismiss"],
    payment: ["ask_now", "dismiss"],
  },
  name_conflict: { payout: ["dismiss"] },
  stuck: {
    payout: ["ask_now", "mark_paid", "mark_failed", "dismiss"],
    batch: ["ask_now", "dismiss"],
    payment: ["ask_now", "dismiss"],
  },
  unconfirmed: {
    payout: ["ask_now", "dismiss"],
    batch: ["ask_now", "dismiss"],
    payment: ["ask_now", "dismiss"],
    source: ["dismiss"],
  },
  batch_mismatch: { batch: ["ask_now", "dismiss"] },
  credentials_missing: { source: ["try_again", "dismiss"] },
  credentials_refused: { source: ["try_again", "dismiss"] },
  provider_unreachable: { source: ["try_again", "dismiss"] },
  reconciliation_difference: { source: ["acknowledge"] },
  quarantined: { source: ["release", "dismiss"] },
  unrecognised: { message: ["reprocess", "dismiss"] },
  endpoint_failing: { endpoint: ["acknowledge"] },
  endpoint_disabled: { endpoint: ["enable", "acknowledge"] },
} as const satisfies Record<AttentionKind, Partial<Record<AttentionSubject, Offered>>>

/** The actions that are offered for an item, the usual one first. */
export function actionsOffered(item: {
  /** As stored; one that this version does not know is offered nothing. */
  readonly kind: string
  readonly subject: AttentionSubject
  /** Can the provider be asked for it? */
  readonly canAsk: boolean
}): readonly AttentionAction[] {
  const bySubject: Partial<Record<AttentionSubject, Offered>> | undefined = Object.hasOwn(
    OFFERED,
    item.kind,
  )
    ? OFFERED[item.kind as AttentionKind]
    : undefined
  const offered = bySubject?.[item.subject] ?? []
  return item.canAsk ? offered : offered.filter((action) => action !== "ask_now")
}
