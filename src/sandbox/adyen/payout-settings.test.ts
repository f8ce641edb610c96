import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"

import { adyen } from "./index.ts"
import { PAYOUT_SETTINGS } from "./payout-settings.ts"

const page = readFileSync(new URL("BEHAVIOUR.md", import.meta.url), "utf8")

describe("settings of the Payout API", () => {
  test.each(Object.entries(PAYOUT_SETTINGS))("%s stands in the page's table", (name, setting) => {
    const [, shown] = new RegExp(`^\\| \`${name}\` +\\| \`(.*?)\` +\\|`, "m").exec(page) ?? []
    const fallback = setting.default
    expect(shown).toBe(typeof fallback === "object" ? JSON.stringify(fallback) : String(fallback))
  })

  test.each([
    [{ accept_seconds: 1 }, "There is no setting accept_seconds"],
    [{ review_told_seconds: "2" }, "review_told_seconds takes seconds"],
    [{ separate_review_key: "yes" }, "takes true or false"],
    [{ idempotency_days: 6 }, "a whole number of days from 7 to 31"],
    [{ idempotency_days: 7.5 }, "a whole number of days from 7 to 31"],
    [{ missing_field_status: "500" }, "takes one of 500, 422"],
    [{ refused_reason: "a\nb" }, "a text of at most 200 characters"],
    [{ refused_reason: "a".repeat(201) }, "a text of at most 200 characters"],
    [{ plans: {} }, "plans takes up to 100"],
    [{ plans: [{ outcome: "accepted" }] }, "plans takes up to 100"],
    [{ plans: [{ match: {}, outcome: "paid" }] }, "plans takes up to 100"],
    [{ plans: [{ match: { iban: 5 }, outcome: "stuck" }] }, "plans takes up to 100"],
    [{ plans: [{ match: { name: "A" }, outcome: "stuck" }] }, "plans takes up to 100"],
    [{ plans: [{ match: {}, outcome: "stuck", after_seconds: -1 }] }, "plans takes up to 100"],
  ] as const)("%j is refused, in a sentence", (settings, said) => {
    expect(adyen.faultOfSettings(settings)).toContain(said)
  })

  test("everything that they name is taken", () => {
    const plan = {
      match: { reference: "a", reference_prefix: "b", iban: "c", shopper_reference: "d" },
      outcome: "reversed",
      reason: "Account closed",
      after_seconds: 0.5,
    }
    expect(
      adyen.faultOfSettings({
        ...Object.fromEntries(
          Object.entries(PAYOUT_SETTINGS).map(([name, setting]) => [name, setting.default]),
        ),
        plans: [plan],
        idempotency_days: 31,
        reversed_reason: "",
      }),
    ).toBeUndefined()
  })
})
