import type { AttentionToClose } from "../ledger/close-attention.ts"
import type { AttentionToOpen } from "../ledger/open-attention.ts"
import { ATTENTION_ADVICE, type AttentionKind } from "../payout/attention.ts"
import type { ConflictChange } from "../payout/standing.ts"
import type { ToAsk } from "./applied.ts"

/** Further facts of it that settle which of its provider's words holds are asked for. */
type Subject = ToAsk

/**
 * What a batch of events gives a person to do, and what it settles. Items are opened before others
 * are closed, so an item that is to be open in the end must not be closed on the way.
 */
export class AttentionChanges {
  readonly toOpen: AttentionToOpen[] = []
  toClose: AttentionToClose[] = []
  readonly toAsk: ToAsk[] = []

  open(about: Subject, kind: AttentionKind, detail: Readonly<Record<string, unknown>>): void {
    const { merchantId, subject, subjectId, sourceId } = about
    this.toClose = this.toClose.filter((each) => each.kind !== kind || each.subjectId !== subjectId)
    const advice = ATTENTION_ADVICE[kind]
    this.toOpen.push({ merchantId, subject, subjectId, sourceId, kind, advice, detail })
  }

  /** A bulk event tells only counts, and only the provider can say which of two words holds. */
  ask(about: Subject): void {
    this.toAsk.push(about)
  }

  conflict(
    about: Subject,
    change: ConflictChange,
    detail: Readonly<Record<string, unknown>>,
  ): void {
    if (change === "begins") {
      this.open(about, "conflict", detail)
      this.ask(about)
    }
    if (change !== "ends") return
    const { merchantId, subjectId } = about
    const because = "the provider settled it"
    this.toClose.push({ merchantId, subjectId, kind: "conflict", because })
  }
}
