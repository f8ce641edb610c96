import type { Certainty, PayoutStatus, Reason } from "../../payout/status.ts"
import { CLASSIC_STATUS, TRANSFER_STATUS, type StatusOfWire } from "./status.ts"

/**
 * What an endpoint is told in Adyen's words: where the payout stands × what the endpoint knows of
 * it by the word it was told last. Null: nothing is said. The motives are in MAPPING.md.
 */
export interface TellingTable<Word extends string> {
  readonly words: Readonly<Record<Word, WordOfTable>>
  readonly cells: Readonly<
    Record<PayoutStatus, Cells<Word>> & Partial<Record<`${PayoutStatus} ${Reason}`, Cells<Word>>>
  >
}

/** A word is written as the webhook of this standing, and leaves the endpoint knowing something. */
interface WordOfTable extends StatusOfWire {
  readonly leaves: Known
}

/** `nothing`: not that it was sent, either. `ended`: it will not arrive. */
const KNOWN = ["nothing", "sent", "arrived", "ended"] as const
type Known = (typeof KNOWN)[number]

/** In the order of `KNOWN`. */
type Cells<Word> = readonly [Word | null, Word | null, Word | null, Word | null]

const classicCells = {
  pending: [null, null, null, null],
  processing: ["PAYOUT_THIRDPARTY true", null, null, null],
  paid: ["PAYOUT_THIRDPARTY true", null, null, "PAYOUT_THIRDPARTY true"],
  failed: ["PAYOUT_THIRDPARTY false", "PAIDOUT_REVERSED", "PAIDOUT_REVERSED", null],
  cancelled: ["PAYOUT_DECLINE", "PAIDOUT_REVERSED", "PAIDOUT_REVERSED", null],
  "cancelled expired": ["PAYOUT_EXPIRE", "PAIDOUT_REVERSED", "PAIDOUT_REVERSED", null],
  reversed: ["PAIDOUT_REVERSED", "PAIDOUT_REVERSED", "PAIDOUT_REVERSED", null],
} as const

/** Standard webhooks: no word for a payout that was not sent yet, and none for one that arrived. */
export const CLASSIC_TABLE: TellingTable<ClassicWord> = {
  words: {
    "PAYOUT_THIRDPARTY true": { leaves: "sent", ...CLASSIC_STATUS.PAYOUT_THIRDPARTY.true },
    "PAYOUT_THIRDPARTY false": { leaves: "ended", ...CLASSIC_STATUS.PAYOUT_THIRDPARTY.false },
    PAYOUT_DECLINE: { leaves: "ended", ...CLASSIC_STATUS.PAYOUT_DECLINE.true },
    PAYOUT_EXPIRE: { leaves: "ended", ...CLASSIC_STATUS.PAYOUT_EXPIRE.true },
    PAIDOUT_REVERSED: { leaves: "ended", ...CLASSIC_STATUS.PAIDOUT_REVERSED.true },
  },
  cells: classicCells,
}
export type ClassicWord = WordIn<typeof classicCells>

const transferCells = {
  pending: ["received", null, null, null],
  "pending awaiting_review": ["approvalPending", null, null, null],
  "pending compliance_review": ["internalReview", null, null, null],
  processing: ["authorised", null, null, null],
  "processing booked": ["booked", "booked", null, null],
  paid: ["credited", "credited", null, "credited"],
  failed: ["failed", "failed", "returned", null],
  cancelled: ["cancelled", "failed", "returned", null],
  reversed: ["returned", "returned", "returned", null],
} as const

/** Transfers: the status, or what the tracking says (`internalReview`, `credited`). */
export const TRANSFER_TABLE: TellingTable<TransferWord> = {
  words: {
    received: { leaves: "nothing", ...TRANSFER_STATUS.received },
    approvalPending: { leaves: "nothing", ...TRANSFER_STATUS.approvalPending },
    internalReview: { leaves: "nothing", status: "pending", reason: "compliance_review" },
    authorised: { leaves: "sent", ...TRANSFER_STATUS.authorised },
    booked: { leaves: "sent", ...TRANSFER_STATUS.booked },
    credited: { leaves: "arrived", ...TRANSFER_STATUS.credited },
    failed: { leaves: "ended", ...TRANSFER_STATUS.failed },
    cancelled: { leaves: "ended", ...TRANSFER_STATUS.cancelled },
    returned: { leaves: "ended", ...TRANSFER_STATUS.returned },
  },
  cells: transferCells,
}
export type TransferWord = WordIn<typeof transferCells>

type WordIn<Table> = Exclude<
  { [Row in keyof Table]: Table[Row] extends readonly (infer Cell)[] ? Cell : never }[keyof Table],
  null
>

/**
 * The word for a payout that stands there, or null. A word is not said twice in a row. What is only
 * presumed, unless the endpoint wishes it, is told no further than `processing`: the silence that a
 * presumption rests on began when the provider had taken the payout.
 */
export function wordFor<Word extends string>(
  table: TellingTable<Word>,
  standing: StatusOfWire & { readonly certainty: Certainty },
  told: { readonly before: string | null; readonly presumed: boolean },
): Word | null {
  const { reason } = standing
  const guessed = standing.certainty === "presumed" && !told.presumed
  const status = guessed && standing.status === "paid" ? "processing" : standing.status
  if (guessed && status !== "processing" && status !== "pending") return null
  const cells = (reason && table.cells[`${status} ${reason}`]) ?? table.cells[status]
  const word = cells[KNOWN.indexOf(knownBy(told.before))] ?? null
  return word === told.before ? null : word
}

/** Words of both tables, since an endpoint may change its form; others say nothing of a payout. */
function knownBy(word: string | null): Known {
  if (word === null) return "nothing"
  // An unreferenced refund is told under its own code, where Adyen itself told it.
  const classic = word.replace("REFUND_WITH_DATA", "PAYOUT_THIRDPARTY")
  const words: Readonly<Record<string, WordOfTable>> = {
    ...CLASSIC_TABLE.words,
    ...TRANSFER_TABLE.words,
  }
  return Object.hasOwn(words, classic) ? (words[classic]?.leaves ?? "nothing") : "nothing"
}
