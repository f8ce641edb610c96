import { expect, test } from "vitest"
import { ERRORS } from "../../src/errors.ts"
import { textOf } from "./sources.ts"

/** `## code`, then `status · retryable`, the meaning, and `What to do: …`. */
const sections = new Map(
  textOf("docs/errors.md")
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [heading = "", ...body] = section.split("\n")
      return [heading.replaceAll("`", "").trim(), body.join("\n")] as const
    }),
)

test("docs/errors.md explains every error code, and no other", () => {
  expect([...sections.keys()].toSorted()).toEqual(Object.keys(ERRORS).toSorted())
})

test("each explanation has the code's HTTP status, whether to retry, and what to do", () => {
  const wrong = Object.entries(ERRORS).filter(([code, { status, retryable }]) => {
    const body = sections.get(code) ?? ""
    const line = `HTTP ${status} · ${retryable ? "the same call may work later" : "do not repeat the call unchanged"}`
    return !body.includes(line) || !/^What to do: \S.{9,}/m.test(body)
  })
  expect(wrong.map(([code]) => code)).toEqual([])
})
