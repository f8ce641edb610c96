import { describe, expect, test } from "vitest"

import { parseTraceparent, readTraceparent, writeTraceparent } from "./traceparent.ts"

const TRACE = "0af7651916cd43dd8448eb211c80319c"
const SPAN = "b7ad6b7169203331"

describe("the traceparent of a request", () => {
  test.each([
    [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`],
    [`00-${TRACE}-${SPAN}-00`, `00-${TRACE}-${SPAN}-00`],
    // Level 2: the trace id is random.
    [`00-${TRACE}-${SPAN}-03`, `00-${TRACE}-${SPAN}-03`],
    // Flags that are not defined yet are not handed on.
    [`00-${TRACE}-${SPAN}-ff`, `00-${TRACE}-${SPAN}-03`],
    // Of a later version what this one knows is read.
    [`01-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`],
    [`cc-${TRACE}-${SPAN}-01-what-the-future-holds`, `00-${TRACE}-${SPAN}-01`],
  ])("%s is taken in as %s", (value, taken) => {
    expect(readTraceparent([value])).toBe(taken)
    expect(writeTraceparent(parseTraceparent(taken))).toBe(taken)
  })

  test.each([
    ["nothing", ""],
    ["a word", "trace"],
    ["version ff", `ff-${TRACE}-${SPAN}-01`],
    ["a trace of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
    ["a parent of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
    ["capitals", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ["a trace that is too short", `00-${TRACE.slice(1)}-${SPAN}-01`],
    ["a trace that is too long", `00-${TRACE}0-${SPAN}-01`],
    ["no flags", `00-${TRACE}-${SPAN}`],
    ["more than version 00 has", `00-${TRACE}-${SPAN}-01-more`],
    ["a version of one digit", `0-${TRACE}-${SPAN}-01`],
    ["blanks around it", ` 00-${TRACE}-${SPAN}-01 `],
    ["a header in it", `00-${TRACE}-${SPAN}-01\r\nx-evil: 1`],
    ["a later version with a line in it", `01-${TRACE}-${SPAN}-01-a\nb`],
    ["a later version without end", `01-${TRACE}-${SPAN}-01-${"a".repeat(10_000)}`],
    ["digits of another script", `00-${TRACE.replace("0", "０")}-${SPAN}-01`],
    ["a very long one", "0".repeat(1_000_000)],
  ])("is not taken in: %s", (_, value) => {
    expect(readTraceparent([value])).toBeNull()
  })

  test("is none where there are none or several", () => {
    const one = `00-${TRACE}-${SPAN}-01`
    expect(readTraceparent(undefined)).toBeNull()
    expect(readTraceparent([])).toBeNull()
    expect(readTraceparent([one, one])).toBeNull()
  })
})
