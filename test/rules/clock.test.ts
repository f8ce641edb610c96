import { expect, test } from "vitest"
import { programFiles } from "./imports.ts"
import { codeOf, filesBelow, sqlOf } from "./sources.ts"

const CLOCKS =
  /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|\b(current_(timestamp|date|time)|localtime(stamp)?)\b/gi

/** The one function that may read the server's clock. */
const THE_CLOCK = /create function paidout_now\(\)[\s\S]*?\$\$[\s\S]*?\$\$;/

test("SQL reads no clock but paidout_now()", () => {
  const migrations = filesBelow("migrations", ".sql").map((file) => ({
    file,
    text: sqlOf(file).replace(THE_CLOCK, ""),
  }))
  // In TypeScript a `.now()` is a method; the pure rooms hold no SQL.
  const programs = programFiles
    .filter((file) => !/^src\/(payout|providers)\//.test(file))
    .map((file) => ({ file, text: codeOf(file).replace(/\.\s*now\s*\(/g, "") }))
  const readings = [...migrations, ...programs].flatMap(({ file, text }) =>
    [...text.matchAll(CLOCKS)].map((match) => `${file}: ${match[0]}`),
  )
  expect(readings).toEqual([])
})

test("the one clock is defined once", () => {
  const definitions = filesBelow("migrations", ".sql").flatMap((file) => [
    ...sqlOf(file).matchAll(/function paidout_now\(\)/g),
  ])
  expect(definitions).toHaveLength(1)
})
