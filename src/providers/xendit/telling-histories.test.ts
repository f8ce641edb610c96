import fc from "fast-check"
import { expect, test } from "vitest"

import { factsAbout, tellHistory } from "../../../test/support/tell-history.ts"
import { dialect } from "./dialect.ts"
import { bodyOf, decoded, foreign, own } from "./fixtures/told-payouts.ts"

const payouts = fc.constantFrom(foreign, own)
const wish = fc.record({
  form: fc.constantFrom(...dialect.forms),
  settings: fc.record({ include_presumed: fc.boolean() }),
})

test("however a history goes, no untrue word is said and none is left standing", () => {
  fc.assert(
    fc.property(payouts.chain(factsAbout), wish, (facts, wished) => {
      for (const { state, said, word } of tellHistory(dialect, facts, wished)) {
        const at = `${state.status} ${state.certainty}, told ${word}`
        const isHeard = state.certainty === "confirmed" || wished.settings.include_presumed
        // A handler knows that the recipient has the money exactly while that is so.
        if (isHeard) expect(word === "payout.succeeded", at).toBe(state.status === "paid")
        else expect(said, at).toBeNull()
        if (said === null) continue
        const heard = decoded(said)
        const gaveBack = ["failed", "cancelled", "reversed"]
        if (heard.status === "paid") expect(state.status, at).toBe("paid")
        else expect(gaveBack, at).toContain(state.status)
        if (heard.status === "failed") expect(state.status, at).toBe("failed")
      }
    }),
    { numRuns: 3_000 },
  )
})

test("no word is said twice in a row", () => {
  fc.assert(
    fc.property(payouts.chain(factsAbout), wish, (facts, wished) => {
      const said = tellHistory(dialect, facts, wished).flatMap((step) => step.said?.word ?? [])
      for (const [index, word] of said.entries()) expect(word).not.toBe(said[index - 1])
    }),
    { numRuns: 1_000 },
  )
})

test("another provider's webhooks are updated ever later, so that no handler takes one for stale", () => {
  fc.assert(
    fc.property(factsAbout(foreign), wish, (facts, wished) => {
      const times = tellHistory(dialect, facts, wished).flatMap(({ said }) =>
        said === null ? [] : [bodyOf(said).data.updated as string],
      )
      expect(times).toEqual(times.toSorted())
      expect(new Set(times).size).toBe(times.length)
    }),
    { numRuns: 500 },
  )
})
