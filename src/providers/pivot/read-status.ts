import type { BatchStatus, PayoutStatus, Reason } from "../../payout/status.ts"

/** Retrieve Payout's words, in tables. Sources and motives: MAPPING.md, "Reads". */

/** What a read says of a payout. The word stands in keys; three of them are a callback's too. */
export const READ_MEANINGS = {
  APPROVED: { status: "pending", reason: null },
  // As PAYOUT.PENDING says it of a request.
  PENDING: { status: "pending", reason: "insufficient_balance" },
  PROCESSING: { status: "processing", reason: null },
  DELAYED: { status: "processing", reason: "delayed" },
  SUCCESS: { status: "paid", reason: null },
  FAILED: { status: "failed", reason: null },
  CANCELLED: { status: "cancelled", reason: null },
  REJECTED: { status: "cancelled", reason: "declined" },
} as const satisfies Record<string, { status: PayoutStatus; reason: Reason | null }>
export type ReadWord = keyof typeof READ_MEANINGS

interface RequestMeaning {
  readonly status: BatchStatus
  readonly reason: Reason | null
  /** The callback that says the same, or a name of our own. */
  readonly wireEvent: string
}

const CANCELLED_REQUEST = {
  status: "cancelled",
  reason: null,
  wireEvent: "PAYOUT.CANCELLED",
} as const

/** What a read says of a request. */
export const REQUEST_READS = {
  // Just created. That its balance is short is found out after that, and must still be news then.
  IN_PROGRESS: { status: "pending", reason: null, wireEvent: "payout.IN_PROGRESS" },
  PROCESSING: { status: "processing", reason: null, wireEvent: "payout.PROCESSING" },
  PENDING: { status: "pending", reason: "insufficient_balance", wireEvent: "PAYOUT.PENDING" },
  DELAYED: { status: "processing", reason: "delayed", wireEvent: "PAYOUT.DELAYED" },
  DONE: { status: "done", reason: null, wireEvent: "PAYOUT.DONE" },
  CANCELLED: CANCELLED_REQUEST,
  CANCELED: CANCELLED_REQUEST,
  REJECTED: { status: "cancelled", reason: "declined", wireEvent: "payout.REJECTED" },
} as const satisfies Record<string, RequestMeaning>
export type RequestWord = keyof typeof REQUEST_READS

/** How the request stands that a payout is read of; `untold`: two of the three calls say nothing. */
export type RequestStanding = RequestWord | "untold"

const always = (word: ReadWord): Readonly<Record<RequestStanding, ReadWord>> => ({
  untold: word,
  IN_PROGRESS: word,
  PROCESSING: word,
  PENDING: word,
  DELAYED: word,
  DONE: word,
  CANCELLED: word,
  CANCELED: word,
  REJECTED: word,
})

/** A payout's own word × its request's. */
const PAYOUT_READS = {
  SUCCESS: always("SUCCESS"),
  FAILED: always("FAILED"),
  DELAYED: always("DELAYED"),
  PROCESSING: always("PROCESSING"),
  IN_PROGRESS: always("APPROVED"),
  CANCELLED: always("CANCELLED"),
  CANCELED: always("CANCELLED"),
  REJECTED: always("REJECTED"),
  // By the object page the only word until the bank has it, whatever becomes of the request.
  APPROVED: {
    ...always("APPROVED"),
    PENDING: "PENDING",
    PROCESSING: "PROCESSING",
    DONE: "PROCESSING",
    CANCELLED: "CANCELLED",
    CANCELED: "CANCELLED",
    REJECTED: "REJECTED",
  },
  // The bank is still working on it, where nothing says that it was never sent.
  PENDING: {
    ...always("PROCESSING"),
    PENDING: "PENDING",
    DELAYED: "DELAYED",
    CANCELLED: "CANCELLED",
    CANCELED: "CANCELLED",
    REJECTED: "REJECTED",
  },
} as const satisfies Record<string, Readonly<Record<RequestStanding, ReadWord>>>

/** Undefined: Pivot documents no such word of a payout. */
export function payoutRead(word: string, request: RequestStanding): ReadWord | undefined {
  return isPayoutWord(word) ? PAYOUT_READS[word][request] : undefined
}

export function requestRead(word: string): RequestWord | undefined {
  return Object.hasOwn(REQUEST_READS, word) ? (word as RequestWord) : undefined
}

function isPayoutWord(word: string): word is keyof typeof PAYOUT_READS {
  return Object.hasOwn(PAYOUT_READS, word)
}
