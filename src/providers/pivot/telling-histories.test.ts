import fc from "fast-check"
import { describe, expect, test } from "vitest"

import { factsAbout, tellHistory } from "../../../test/support/tell-history.ts"
import type { DialectSettings } from "../provider.ts"
import { dialect } from "./dialect.ts"
import { decoded, foreign, inPesos, own, TRUTHS } from "./fixtures/told-payouts.ts"

describe("histories of the ledger", () => {
  const wish = fc.record({
    form: fc.constantFrom(...dialect.forms),
    settings: fc.record({
      include_presumed: fc.boolean(),
      reversal_as_failed: fc.boolean(),
    }),
  })
  const payouts = fc.constantFrom(foreign, own, inPesos)

  test("however they go, no untrue word is said and none is left standing", () => {
    fc.assert(
      fc.property(
        payouts.chain((payout) => factsAbout(payout)),
        wish,
        (facts, wished) => {
          for (const [index, step] of tellHistory(dialect, facts, wished).entries()) {
            expectTrue(step, wished.settings, index)
          }
        },
      ),
      { numRuns: 3_000 },
    )
  })

  function expectTrue(
    { state, news, said, word }: ReturnType<typeof tellHistory>[number],
    settings: DialectSettings,
    index: number,
  ): void {
    const at = `step ${index}: ${state.status} ${state.reason}, told ${word}`
    const isHeard = state.certainty === "confirmed" || settings.include_presumed === true
    const success = word === "PAYOUT.SUCCESS" || word === "PAYOUT.DONE SUCCESS"
    const isSayable = state.status !== "reversed" || settings.reversal_as_failed === true
    if (success) {
      expect(state.status === "paid" || !isSayable, at).toBe(true)
    } else if (isHeard) {
      expect(state.status, at).not.toBe("paid")
    }
    if (said === null) return
    expect(isHeard, at).toBe(true)
    const heard = decoded(said)
    expect(heard.account).toBe(news.event.account)
    expect(heard).toMatchObject(TRUTHS[said.word] ?? {})
  }

  test("no word is said twice in a row", () => {
    fc.assert(
      fc.property(payouts.chain(factsAbout), wish, (facts, wished) => {
        const said = tellHistory(dialect, facts, wished).flatMap((step) => step.said?.word ?? [])
        for (const [index, word] of said.entries()) expect(word).not.toBe(said[index - 1])
      }),
      { numRuns: 1_000 },
    )
  })
})
