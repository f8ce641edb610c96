import { describe, expect, test } from "vitest"

import type { PayoutStatus, Reason } from "../../payout/status.ts"
import { REASONS } from "../../payout/status.ts"
import { decoded, foreign, own, tell } from "./fixtures/told-payouts.ts"

/** `.`: nothing is sent. Columns: what this endpoint was told last of the payout. */
const TABLE = `
           | nothing          | payout.succeeded | payout.failed    | payout.reversed
pending    | .                | .                | .                | .
processing | .                | .                | .                | .
paid       | payout.succeeded | .                | payout.succeeded | payout.succeeded
failed     | payout.failed    | payout.reversed  | .                | .
cancelled  | .                | payout.reversed  | .                | .
reversed   | payout.reversed  | payout.reversed  | .                | .`

const [head = [], ...rows] = TABLE.trim()
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()))
const CELLS = rows.flatMap(([status = "", ...words]) =>
  words.map((word, index) => ({
    status: status as PayoutStatus,
    before: head[index + 1] ?? "",
    word,
  })),
)
const MEANS: Readonly<Record<string, PayoutStatus>> = {
  "payout.succeeded": "paid",
  "payout.failed": "failed",
  "payout.reversed": "reversed",
}

test("there is a cell for every status and word", () => {
  expect(CELLS).toHaveLength(6 * 4)
})

describe.each([
  ["another provider's", foreign],
  ["Xendit's own", own],
])("a payout: %s", (_name, payout) => {
  describe.each(["documented", "flat"])("%s", (form) => {
    test.each(CELLS)("$status after $before: $word", ({ status, before: column, word }) => {
      const before = column === "nothing" ? null : column
      // The reasons of a status change nothing: v2 has no words for steps on the way.
      for (const reason of [null, ...REASONS[status]] as (Reason | null)[]) {
        const event = { ...payout, status, reason }
        const said = tell(event, { before, form })
        expect(said?.word ?? ".").toBe(word)
        const guess = { before, form, certainty: "presumed" } as const
        expect(tell(event, guess)).toBeNull()
        expect(tell(event, { ...guess, settings: { include_presumed: true } })).toEqual(said)
        if (said === null) continue
        expect(decoded(said)).toMatchObject({
          wireEvent: word,
          status: MEANS[word],
          providerId: payout.providerId,
          reference: "salary-7",
          account: payout.account,
          amount: payout.amount,
        })
      }
    })
  })
})

test("an endpoint that was told something we do not know is told", () => {
  expect(tell(foreign, { before: "v3_payout.succeeded" })?.word).toBe("payout.succeeded")
})
