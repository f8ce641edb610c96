import type { AttentionToClose } from "../../ledger/close-attention.ts"
import type { SubjectId } from "../../ledger/lock-payouts.ts"
import type { AttentionToOpen } from "../../ledger/open-attention.ts"
import type { AttentionToRenew } from "../../ledger/renew-attention.ts"
import {
  adviceForFailed,
  ATTENTION_ADVICE,
  kindsOfStanding,
  type AttentionKind,
} from "../../payout/attention.ts"
import type { ConflictChange, Standing } from "../../payout/standing.ts"
import { findProvider } from "../../providers/index.ts"
import type { ApplyContext, ToAsk } from "./applied.ts"

/** Further facts of it that settle which of its provider's words holds are asked for. */
type Subject = ToAsk

type Detail = Readonly<Record<string, unknown>>

/** Where a payout, batch or payment stood before an event, and where it stands after it. */
export interface Move {
  readonly was: Standing | undefined
  readonly is: Standing
  /** When it moved before that (RFC 3339 UTC); null: it is new. */
  readonly wasMovedAt: string | null
  /** The event moved it. */
  readonly moved: boolean
  /** What else has an item for it: the batch that a payout is in. */
  readonly coveredKinds?: readonly AttentionKind[]
  readonly detail: Detail
}

/**
 * What a batch of events gives a person to do, and what it settles. Items are opened before others
 * are closed, so an item that is to be open in the end must not be closed on the way.
 */
export class AttentionChanges {
  readonly toOpen: AttentionToOpen[] = []
  readonly toRenew: AttentionToRenew[] = []
  toClose: AttentionToClose[] = []
  /** Batches just heard of, some of whose payouts were heard of before. */
  readonly batchesLearned: SubjectId[] = []
  readonly toAsk: ToAsk[] = []
  readonly #context: Pick<ApplyContext, "via" | "isQuiet" | "now">

  constructor(context: Pick<ApplyContext, "via" | "isQuiet" | "now">) {
    this.#context = context
  }

  /** Of the past only a contradiction needs a person: the rest was seen to, or is forgotten. */
  open(about: Subject, kind: AttentionKind, detail: Detail, advice = adviceOf(kind, about)): void {
    const { via, isQuiet } = this.#context
    if ((via === "import" || isQuiet === true) && kind !== "conflict") return
    const { merchantId, subject, subjectId, sourceId } = about
    this.toClose = this.toClose.filter((each) => each.kind !== kind || each.subjectId !== subjectId)
    this.toOpen.push({ merchantId, subject, subjectId, sourceId, kind, advice, detail })
  }

  close({ merchantId, subjectId }: Subject, kind: AttentionKind, because: string): void {
    this.toClose.push({ merchantId, subjectId, kind, because })
  }

  /** A bulk event tells only counts, and only the provider can say which of two words holds. */
  ask(about: Subject): void {
    this.toAsk.push(about)
  }

  conflict(about: Subject, change: ConflictChange, detail: Detail, advice?: string): void {
    if (change === "begins") {
      this.open(about, "conflict", detail, advice)
      this.ask(about)
    }
    if (change === "ends") this.close(about, "conflict", "the provider settled it")
  }

  /**
   * Opens what it stands at now and did not before, closes what it stood at before and does not
   * now. What cannot be open costs nothing.
   */
  move(about: Subject, move: Move): void {
    const { was, is, detail, coveredKinds = [] } = move
    const before = kindsOfStanding(was)
    const after = kindsOfStanding(is)
    for (const kind of before) {
      if (!after.includes(kind)) this.close(about, kind, standsNow(about, is))
    }
    for (const kind of after) {
      if (coveredKinds.includes(kind)) continue
      const told = kind === "failed" ? { ...detail, ...failureDetail(is) } : detail
      const advice = kind === "failed" ? adviceForFailed(is.failure) : adviceOf(kind, about)
      if (!before.includes(kind)) this.open(about, kind, told, advice)
      else if (kind === "failed" && failureText(was) !== failureText(is)) {
        const { merchantId, subjectId } = about
        this.toRenew.push({ merchantId, subjectId, kind, advice, detail: failureDetail(is) })
      }
    }
    if (move.moved && this.#mayBeStuck(about, move.wasMovedAt)) {
      this.close(about, "stuck", standsNow(about, is))
    }
  }

  /** Only what has not moved for as long as is said of its provider can have been pointed out. */
  #mayBeStuck({ provider }: Subject, movedAt: string | null): boolean {
    const stuckAfterMs = findProvider(provider)?.api?.schedule.stuckAfterMs
    if (movedAt === null || stuckAfterMs === undefined) return false
    return Date.parse(this.#context.now) - Date.parse(movedAt) >= stuckAfterMs
  }
}

function adviceOf(kind: AttentionKind, { provider }: Subject): string {
  return findProvider(provider)?.dashboard?.[kind]?.advice ?? ATTENTION_ADVICE[kind]
}

/** A batch that is done stands where a payout is paid. */
function standsNow({ subject }: Subject, { status }: Standing): string {
  return `it is ${subject === "batch" && status === "paid" ? "done" : status} now`
}

function failureDetail({ failure }: Standing): Detail {
  return {
    failure_code: failure?.code ?? null,
    provider_code: failure?.providerCode ?? null,
    provider_reason: failure?.providerReason ?? null,
  }
}

function failureText(standing: Standing | undefined): string {
  return JSON.stringify(standing?.failure ?? null)
}
