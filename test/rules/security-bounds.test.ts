import { expect, test } from "vitest"

import { textOf } from "./sources.ts"

const page = textOf("docs/security.md")
const table = /^## Bounds$([\s\S]*?)^### /m.exec(page)?.[1] ?? ""
const rows = table.split("\n").filter((line) => line.startsWith("| ") && line.includes("src/"))

/** `constant` and `constant` in `file`, and again. */
const QUOTED = /`([^`]+)`/g

test("each bound of docs/security.md is the code's", () => {
  const wrong: string[] = []
  for (const row of rows) {
    let constants: string[] = []
    for (const [, quoted = ""] of (row.split("|").at(-2) ?? "").matchAll(QUOTED)) {
      if (!quoted.startsWith("src/")) constants.push(quoted)
      else {
        const code = textOf(quoted)
        wrong.push(
          ...constants.filter((each) => !isWritten(code, each)).map((each) => `${quoted}: ${each}`),
        )
        constants = []
      }
    }
    if (constants.length > 0) wrong.push(`${row}: in no file`)
  }
  expect(wrong).toEqual([])
  expect(rows.length).toBeGreaterThan(20)
})

test.each([
  ["16 KiB", "16 * 1024"],
  ["1 MiB", "1024 * 1024"],
  ["10,000", "10_000"],
])("and its words say the same: %s is written %s", (words, code) => {
  expect(rows.some((row) => row.includes(words) && row.includes(code))).toBe(true)
})

/** To its end: 4_096 is not 4_0960. */
function isWritten(code: string, constant: string): boolean {
  const escaped = constant.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  return new RegExp(`(?<![\\w$])${escaped}(?![\\w*]| \\*)`).test(code)
}
