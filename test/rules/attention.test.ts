import { describe, expect, test } from "vitest"

import {
  actionsOffered,
  ATTENTION_ACTIONS,
  isAttentionAction,
} from "../../src/payout/attention-actions.ts"
import { ATTENTION_KINDS, ATTENTION_SUBJECTS } from "../../src/payout/attention.ts"
import { textOf } from "./sources.ts"

/** The rows of a table of the page, as the texts of their cells, by the word they begin with. */
function rowsOf(heading: string): ReadonlyMap<string, readonly string[]> {
  const section = textOf("docs/attention.md").split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? ""
  const rows = [...section.matchAll(/^\| `(\w+)` +\| (.*) \|$/gm)]
  return new Map(
    rows.map(([, name = "", cells = ""]) => [name, cells.split(" | ").map((cell) => cell.trim())]),
  )
}

describe("the page on attention", () => {
  const kinds = rowsOf("Kinds")

  test("tells of every kind, and of no other", () => {
    expect([...kinds.keys()].toSorted()).toEqual(ATTENTION_KINDS.toSorted())
  })

  test.each(ATTENTION_KINDS)("names what is offered for %s, and no other action", (kind) => {
    const cells = kinds.get(kind) ?? []
    const subjects = (cells[0] ?? "").split(", ")
    const offered = ATTENTION_SUBJECTS.flatMap((subject) => {
      const actions = actionsOffered({ kind, subject, canAsk: true })
      return actions.length === 0 ? [] : [{ subject, actions }]
    })
    expect(subjects.toSorted()).toEqual(offered.map(({ subject }) => subject).toSorted())
    const named = [...(cells.at(-1) ?? "").matchAll(/`(\w+)`/g)].map(([, name = ""]) => name)
    const all = offered.flatMap(({ actions }) => actions)
    expect([...new Set(named)].toSorted()).toEqual([...new Set(all)].toSorted())
  })

  test("explains every action, and no other", () => {
    const explained = [...rowsOf("Actions").keys()]
    expect(explained.toSorted()).toEqual(Object.keys(ATTENTION_ACTIONS).toSorted())
  })
})

test("nothing is offered as an action that only a provider could do", () => {
  expect(ATTENTION_ACTIONS.retried.label).toBe("I retried it at the provider")
  expect(isAttentionAction("retry")).toBe(false)
  expect(isAttentionAction("constructor")).toBe(false)
})

test("a kind that this version does not know offers nothing", () => {
  for (const kind of ["of_tomorrow", "constructor", "__proto__"]) {
    expect(actionsOffered({ kind, subject: "payout", canAsk: true })).toEqual([])
  }
})
