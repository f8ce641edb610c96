import { expect, test } from "vitest"
import { filesBelow, textOf } from "./sources.ts"

const LINES_MAX = 400
const EMPTY_NAMES = /^(utils?|lib|helpers?|manager|common|core|misc|shared|interfaces|types)$/

const files = [
  ...["src", "test", "scripts", "bench", "dashboard/src"].flatMap((folder) =>
    filesBelow(folder, ".ts"),
  ),
  ...filesBelow("dashboard/src", ".tsx"),
].filter((file) => !file.endsWith(".d.ts"))
const lines = new Map(files.map((file) => [file, textOf(file).split("\n").length - 1]))

test("every file and folder is named after what it does", () => {
  const nameless = files.filter((file) =>
    file
      .replace(/(\.test)?\.tsx?$/, "")
      .split("/")
      .some((part) => EMPTY_NAMES.test(part)),
  )
  expect(nameless).toEqual([])
})

test(`no hand-written file has more than ${LINES_MAX} lines`, () => {
  expect([...lines].filter(([, count]) => count > LINES_MAX)).toEqual([])
})

const counts = files
  .filter((file) => file.startsWith("src/") && !file.endsWith(".test.ts"))
  .map((file) => lines.get(file) ?? 0)
  .toSorted((a, b) => a - b)
const quantile = (share: number): number => counts[Math.floor(share * (counts.length - 1))] ?? 0

test(`files of src are short: median ${quantile(0.5)} ≤ 80 lines, p90 ${quantile(0.9)} ≤ 200`, () => {
  expect(quantile(0.5)).toBeLessThanOrEqual(80)
  expect(quantile(0.9)).toBeLessThanOrEqual(200)
})
