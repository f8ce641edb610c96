import { describe, expect, test } from "vitest"

import type { BatchEvent } from "../../payout/event.ts"
import type { PayoutStatus, Reason } from "../../payout/status.ts"
import {
  decoded,
  foreign,
  IDR_10000,
  inPesos,
  ofUnknownAmount,
  own,
  ownReadBack,
  tell,
  TRUTHS,
} from "./fixtures/told-payouts.ts"

/** `.`: nothing is sent. Columns: what this endpoint was told last of the payout. */
interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly {
    readonly status: PayoutStatus
    readonly reason: Reason | null
    readonly cells: readonly (string | null)[]
  }[]
}

function read(text: string): Table {
  const lines = text.trim().split("\n")
  const [head, ...rows] = lines.map((line) => line.split("|").map((cell) => cell.trim()))
  return {
    columns: head?.slice(1) ?? [],
    rows: rows.map(([place = "", ...cells]) => {
      const [status, reason = null] = place.split(" ")
      return {
        status: status as PayoutStatus,
        reason: reason as Reason | null,
        cells: cells.map((cell) => (cell === "." ? null : cell)),
      }
    }),
  }
}

const SINGLE = read(`
                             | nothing        | PAYOUT.PENDING | PAYOUT.DELAYED | PAYOUT.SUCCESS | PAYOUT.FAILED | PAYOUT.CANCELLED
pending                      | .              | .              | .              | .              | .             | .
pending awaiting_review      | .              | .              | .              | .              | .             | .
pending insufficient_balance | PAYOUT.PENDING | .              | .              | .              | .             | .
pending compliance_review    | .              | .              | .              | .              | .             | .
processing                   | .              | .              | .              | .              | .             | .
processing ready_for_pickup  | .              | .              | .              | .              | .             | .
processing delayed           | PAYOUT.DELAYED | PAYOUT.DELAYED | .              | .              | .             | .
processing booked            | .              | .              | .              | .              | .             | .
paid                         | PAYOUT.SUCCESS | PAYOUT.SUCCESS | PAYOUT.SUCCESS | .              | PAYOUT.SUCCESS| PAYOUT.SUCCESS
failed                       | PAYOUT.FAILED  | PAYOUT.FAILED  | PAYOUT.FAILED  | PAYOUT.FAILED  | .             | .
cancelled                    | PAYOUT.CANCELLED | PAYOUT.CANCELLED | PAYOUT.CANCELLED | PAYOUT.CANCELLED | .     | .
cancelled declined           | PAYOUT.CANCELLED | PAYOUT.CANCELLED | PAYOUT.CANCELLED | PAYOUT.CANCELLED | .     | .
cancelled expired            | PAYOUT.CANCELLED | PAYOUT.CANCELLED | PAYOUT.CANCELLED | PAYOUT.CANCELLED | .     | .
reversed                     | .              | .              | .              | .              | .             | .`)

/** The same, where there is no request of one to be had: Pivot's own, other currencies. */
const SINGLE_ONLY = read(`
                             | nothing        | PAYOUT.PENDING | PAYOUT.DELAYED | PAYOUT.SUCCESS | PAYOUT.FAILED | PAYOUT.CANCELLED
pending                      | .              | .              | .              | .              | .             | .
pending awaiting_review      | .              | .              | .              | .              | .             | .
pending insufficient_balance | .              | .              | .              | .              | .             | .
pending compliance_review    | .              | .              | .              | .              | .             | .
processing                   | .              | .              | .              | .              | .             | .
processing ready_for_pickup  | .              | .              | .              | .              | .             | .
processing delayed           | PAYOUT.DELAYED | PAYOUT.DELAYED | .              | .              | .             | .
processing booked            | .              | .              | .              | .              | .             | .
paid                         | PAYOUT.SUCCESS | PAYOUT.SUCCESS | PAYOUT.SUCCESS | .              | PAYOUT.SUCCESS| PAYOUT.SUCCESS
failed                       | PAYOUT.FAILED  | PAYOUT.FAILED  | PAYOUT.FAILED  | PAYOUT.FAILED  | .             | .
cancelled                    | .              | .              | .              | PAYOUT.FAILED  | .             | .
cancelled declined           | .              | .              | .              | PAYOUT.FAILED  | .             | .
cancelled expired            | .              | .              | .              | PAYOUT.FAILED  | .             | .
reversed                     | .              | .              | .              | .              | .             | .`)

const BULK = read(`
                             | nothing             | PAYOUT.PENDING      | PAYOUT.DELAYED      | PAYOUT.DONE SUCCESS | PAYOUT.DONE FAILED  | PAYOUT.CANCELLED
pending                      | .                   | .                   | .                   | .                   | .                   | .
pending awaiting_review      | .                   | .                   | .                   | .                   | .                   | .
pending insufficient_balance | PAYOUT.PENDING      | .                   | .                   | .                   | .                   | .
pending compliance_review    | .                   | .                   | .                   | .                   | .                   | .
processing                   | .                   | .                   | .                   | .                   | .                   | .
processing ready_for_pickup  | .                   | .                   | .                   | .                   | .                   | .
processing delayed           | PAYOUT.DELAYED      | PAYOUT.DELAYED      | .                   | .                   | .                   | .
processing booked            | .                   | .                   | .                   | .                   | .                   | .
paid                         | PAYOUT.DONE SUCCESS | PAYOUT.DONE SUCCESS | PAYOUT.DONE SUCCESS | .                   | PAYOUT.DONE SUCCESS | PAYOUT.DONE SUCCESS
failed                       | PAYOUT.DONE FAILED  | PAYOUT.DONE FAILED  | PAYOUT.DONE FAILED  | PAYOUT.DONE FAILED  | .                   | .
cancelled                    | PAYOUT.CANCELLED    | PAYOUT.CANCELLED    | PAYOUT.CANCELLED    | PAYOUT.CANCELLED    | .                   | .
cancelled declined           | PAYOUT.CANCELLED    | PAYOUT.CANCELLED    | PAYOUT.CANCELLED    | PAYOUT.CANCELLED    | .                   | .
cancelled expired            | PAYOUT.CANCELLED    | PAYOUT.CANCELLED    | PAYOUT.CANCELLED    | PAYOUT.CANCELLED    | .                   | .
reversed                     | .                   | .                   | .                   | .                   | .                   | .`)

const COUNTER_OF: Readonly<Record<string, string>> = {
  "PAYOUT.DELAYED": "pending",
  "PAYOUT.PENDING": "pending",
  "PAYOUT.CANCELLED": "cancelled",
  "PAYOUT.DONE SUCCESS": "success",
  "PAYOUT.DONE FAILED": "failed",
}

describe.each([
  ["another provider's, single", foreign, "single", SINGLE],
  ["another provider's, bulk", foreign, "bulk", BULK],
  ["Pivot's own, single", own, "single", SINGLE_ONLY],
  ["Pivot's own, bulk", own, "bulk", SINGLE_ONLY],
  ["Pivot's own, read back from the ledger", ownReadBack, "bulk", SINGLE_ONLY],
  ["in another currency, single", inPesos, "single", SINGLE_ONLY],
  ["in another currency, bulk", inPesos, "bulk", SINGLE_ONLY],
  ["of an unknown amount, bulk", ofUnknownAmount, "bulk", SINGLE_ONLY],
] as const)("a payout: %s", (_name, payout, form, table) => {
  const cells = table.rows.flatMap(({ status, reason, cells: words }) =>
    table.columns.map((column, index) => ({
      at: reason === null ? status : `${status} ${reason}`,
      event: { ...payout, status, reason },
      before: column === "nothing" ? null : column,
      word: words[index] ?? null,
    })),
  )

  test("has a cell for every status, reason and word", () => {
    expect(cells).toHaveLength(14 * 6)
  })

  test.each(cells)("$at after $before: $word", ({ event, before, word }) => {
    const said = tell(event, { before, form })
    expect(said?.word ?? null).toBe(word)
    if (word === null) return
    const heard = decoded(said)
    expect(heard).toMatchObject(TRUTHS[word] ?? {})
    if (heard.subject === "payout") {
      const uuid = payout === foreign || payout === inPesos ? "disb-1" : "d6a4"
      if (payout !== ofUnknownAmount) expect(heard.providerId).toBe(`${uuid}:salary-7`)
      expect(heard).toMatchObject({ reference: "salary-7", amount: payout.amount })
    } else {
      const none = { count: 0, amount: 0n }
      expect(heard).toMatchObject({ providerId: "disb-1", account: payout.account })
      expect((heard as BatchEvent).counters).toEqual({
        ...{ currency: "IDR", pending: none, success: none, failed: none, cancelled: none },
        [COUNTER_OF[word] ?? ""]: { count: 1, amount: IDR_10000.amount },
      })
    }
  })

  test("is presumed: told only to an endpoint that wishes it, and then alike", () => {
    for (const { event, before, word } of cells) {
      const certainty = "presumed"
      expect(tell(event, { before, form, certainty })).toBeNull()
      const settings = { include_presumed: true }
      expect(tell(event, { before, form, certainty, settings })?.word ?? null).toBe(word)
    }
  })

  test("is reversed: told as failed to an endpoint that wishes it, after the same words", () => {
    const settings = { reversal_as_failed: true }
    for (const { at, event, before, word } of cells.filter(({ at: place }) => place === "failed")) {
      expect(at).toBe("failed")
      const reversed = { ...event, status: "reversed" } as const
      expect(tell(reversed, { before, form, settings })?.word ?? null).toBe(word)
    }
  })
})
