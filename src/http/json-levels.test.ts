import { expect, test } from "vitest"

import { nestsDeeper } from "./json-levels.ts"

test.each([
  ['{"a":[1,{"b":2}]}', 3],
  ["[[],[],{}]", 2],
  ['"[[[["', 0],
  ['["\\"[[[","\\\\",[]]', 2],
  ["5", 0],
])("%s has %i levels", (text, levels) => {
  expect(nestsDeeper(text, levels)).toBe(false)
  if (levels > 0) expect(nestsDeeper(text, levels - 1)).toBe(true)
})

test("as many levels as a body can hold are no harm", () => {
  expect(nestsDeeper("[".repeat(5_000_000), 64)).toBe(true)
})
