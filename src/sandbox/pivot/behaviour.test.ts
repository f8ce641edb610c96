import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"

import { pivot } from "./index.ts"
import { PAYOUT_SETTINGS } from "./payout-settings.ts"

const page = readFileSync(new URL("BEHAVIOUR.md", import.meta.url), "utf8")

describe("BEHAVIOUR.md", () => {
  test.each(Object.keys(PAYOUT_SETTINGS))("has the setting %s in its table", (name) => {
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, "m"))
  })

  test("has no setting that there is not", () => {
    const named = [...page.matchAll(/^\| `([a-z_]+)` +\| /gm)].map(([, name]) => name ?? "")
    expect(named.length).toBeGreaterThan(0)
    for (const name of named) {
      expect(pivot.faultOfSettings({ [name]: Symbol("of no kind") })).not.toMatch(/There is no/)
    }
  })
})

describe("settings", () => {
  test.each([
    ["a name that there is not", { process_second: 1 }, "There is no setting process_second"],
    ["a time that is no number", { bank_seconds: "1" }, "bank_seconds takes seconds"],
    ["a negative time", { delay_seconds: -1 }, "delay_seconds takes seconds"],
    ["an amount that is a number", { amount_min: 1 }, "amount_min takes whole rupiah as text"],
    [
      "a form that there is not",
      { callback_form: "single" },
      'callback_form takes one of "by_items"',
    ],
    ["a flag that is text", { callback_after_pending: "yes" }, "takes true or false"],
    ["plans that are no list", { plans: {} }, "plans takes a list"],
    ["a plan without a match", { plans: [{ outcome: "success" }] }, "plans takes a list"],
    [
      "a plan with another outcome",
      { plans: [{ match: {}, outcome: "paid" }] },
      "plans takes a list",
    ],
    [
      "a plan that matches what there is not",
      { plans: [{ match: { amount: "1" }, outcome: "success" }] },
      "plans takes a list",
    ],
    [
      "a plan with a word too many",
      { plans: [{ match: {}, outcome: "success", later: "failed" }] },
      "plans takes a list",
    ],
  ])("refuse %s, in a sentence", (_what, settings, said) => {
    expect(pivot.faultOfSettings(settings)).toContain(said)
  })

  test("take none, and every default of their own", () => {
    expect(pivot.faultOfSettings({})).toBeUndefined()
    expect(
      pivot.faultOfSettings({
        process_seconds: 0,
        amount_min: "1",
        callback_form: "both",
        callback_after_pending: false,
        plans: [
          {
            match: { account_number: "1", reference: "a", reference_prefix: "a" },
            outcome: "failed",
            reason: "Invalid account",
            after_seconds: 0.5,
          },
        ],
      }),
    ).toBeUndefined()
  })
})
