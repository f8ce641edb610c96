import type { PayoutStatus } from "../../payout/status.ts"

/** The webhooks of payouts v2: there are no others. */
export const WORDS = {
  "payout.succeeded": "paid",
  "payout.failed": "failed",
  "payout.reversed": "reversed",
} as const satisfies Record<string, PayoutStatus>
export type Word = keyof typeof WORDS

/**
 * What is told in Xendit's words, cell by cell: where the payout stands, and what this endpoint was
 * told last. Null: nothing is sent. The motives stand in MAPPING.md, "As a dialect".
 */
export const TELLINGS = {
  pending: {
    nothing: null,
    "payout.succeeded": null,
    "payout.failed": null,
    "payout.reversed": null,
  },
  processing: {
    nothing: null,
    "payout.succeeded": null,
    "payout.failed": null,
    "payout.reversed": null,
  },
  paid: {
    nothing: "payout.succeeded",
    "payout.succeeded": null,
    "payout.failed": "payout.succeeded",
    "payout.reversed": "payout.succeeded",
  },
  failed: {
    nothing: "payout.failed",
    "payout.succeeded": "payout.reversed",
    "payout.failed": null,
    "payout.reversed": null,
  },
  cancelled: {
    nothing: null,
    "payout.succeeded": "payout.reversed",
    "payout.failed": null,
    "payout.reversed": null,
  },
  reversed: {
    nothing: "payout.reversed",
    "payout.succeeded": "payout.reversed",
    "payout.failed": null,
    "payout.reversed": null,
  },
} as const satisfies Record<PayoutStatus, Record<Word | "nothing", Word | null>>
