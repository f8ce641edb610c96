import { expect, test } from "vitest"
import { filesBelow, textOf } from "./sources.ts"

const files = [...filesBelow("dashboard/src", ".ts"), ...filesBelow("dashboard/src", ".tsx")]

test("the dashboard imports nothing of the hub: it knows the API alone", () => {
  const outside = files.filter((file) => /from "(\.\.\/)+src\//.test(textOf(file)))
  expect(outside).toEqual([])
})

test("every word stands in the catalogue: no page holds text of its own", () => {
  const wordy = files
    .filter((file) => file.endsWith(".tsx"))
    .flatMap((file) => wordsIn(textOf(file)).map((words) => `${file}: ${words}`))
  expect(wordy).toEqual([])
})

/** Text between tags, and in the attributes that people read. */
function wordsIn(text: string): readonly string[] {
  const withoutComments = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "")
  const between = [
    ...withoutComments.matchAll(/<\/?[A-Za-z][^<>{}]*>\s*([^<>{}=;()]+?)\s*<[/A-Z{]/g),
  ]
  const spoken = [
    ...withoutComments.matchAll(/\b(?:label|title|placeholder|description|aria-label)="([^"]+)"/g),
  ]
  return (
    [...between, ...spoken]
      .map(([, words]) => words ?? "")
      // A generic type looks like a tag.
      .filter((words) => /\p{L}{2,}/u.test(words) && !/\breadonly\b/.test(words))
  )
}
