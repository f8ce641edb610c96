import type { AttentionToClose } from "../ledger/close-attention.ts"
import type { AttentionToOpen } from "../ledger/open-attention.ts"
import { ATTENTION_ADVICE, type AttentionKind } from "../payout/attention.ts"
import type { ConflictChange } from "../payout/standing.ts"

interface Subject {
  readonly merchantId: string
  readonly subject: "payout" | "batch" | "payment"
  readonly subjectId: string
  readonly sourceId: string
}

/**
 * What a batch of events gives a person to do, and what it settles. Items are opened before others
 * are closed, so an item that is to be open in the end must not be closed on the way.
 */
export class AttentionChanges {
  readonly toOpen: AttentionToOpen[] = []
  toClose: AttentionToClose[] = []

  open(about: Subject, kind: AttentionKind, detail: Readonly<Record<string, unknown>>): void {
    const { subjectId } = about
    this.toClose = this.toClose.filter((each) => each.kind !== kind || each.subjectId !== subjectId)
    this.toOpen.push({ ...about, kind, advice: ATTENTION_ADVICE[kind], detail })
  }

  conflict(
    about: Subject,
    change: ConflictChange,
    detail: Readonly<Record<string, unknown>>,
  ): void {
    if (change === "begins") this.open(about, "conflict", detail)
    if (change !== "ends") return
    const { merchantId, subjectId } = about
    const because = "the provider settled it"
    this.toClose.push({ merchantId, subjectId, kind: "conflict", because })
  }
}
