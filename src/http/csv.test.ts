import fc from "fast-check"
import { expect, test } from "vitest"

import { readCsv } from "../cli/read-csv.ts"
import { csvLine, csvNumber, csvText } from "./csv.ts"

test("what is written is read back, whatever a cell holds", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\r\n", "\n", " ", "ü", ";") })
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 4 }), (cells) => {
      const written = csvLine(["a", "b", "c", "d"]) + csvLine(cells.map(csvText))
      const [row] = readCsv(written)?.rows ?? []
      // A line end at the beginning of a cell could hide a formula.
      expect(row?.cells).toEqual(cells.map((text) => (/^[\r\n]/.test(text) ? `'${text}` : text)))
    }),
  )
})

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])("%j is no formula", (text) => {
  expect(csvText(text).replace(/^"/, "")).toMatch(/^'/)
})

test("our own numbers may be negative, and are nothing but numbers", () => {
  expect(csvNumber("-12.50")).toBe("-12.50")
  expect(() => csvNumber("-1+1")).toThrow("no number")
})

test("a quote that never ends is no CSV", () => {
  expect(readCsv('a,b\n"x,1\n')).toBeUndefined()
})

test("semicolons, a byte order mark and empty lines are what exports have", () => {
  expect(readCsv("\uFEFFid;amount\r\n\r\nx;1,5\r\n")).toEqual({
    columns: ["id", "amount"],
    rows: [{ line: 3, cells: ["x", "1,5"] }],
  })
})
