import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"

import { adyen } from "./index.ts"
import { TRANSFER_SETTINGS } from "./transfer-settings.ts"

const page = readFileSync(new URL("BEHAVIOUR.md", import.meta.url), "utf8")

describe("settings of the Transfers API", () => {
  test.each(Object.entries(TRANSFER_SETTINGS))("%s stands in the page's table", (name, setting) => {
    const [, shown] = new RegExp(`^\\| \`${name}\` +\\| \`(.*?)\` +\\|`, "m").exec(page) ?? []
    const fallback = setting.default
    expect(shown).toBe(typeof fallback === "object" ? JSON.stringify(fallback) : String(fallback))
  })

  const plan = { match: {}, outcome: "stuck" }

  test.each([
    [{ transfer_soon_seconds: 1 }, "There is no setting transfer_soon_seconds"],
    [{ transfer_book_seconds: -1 }, "transfer_book_seconds takes seconds"],
    [{ transfer_webhook_version: 5 }, "takes one of 4, 3"],
    [{ transfer_outcome: "paid" }, 'takes one of "credited"'],
    [{ transfer_plans: plan }, "transfer_plans takes up to 100"],
    [{ transfer_plans: Array.from({ length: 101 }, () => plan) }, "takes up to 100"],
    [{ transfer_plans: [{ outcome: "stuck" }] }, "takes up to 100"],
    [{ transfer_plans: [{ ...plan, outcome: "paid" }] }, "takes up to 100"],
    [{ transfer_plans: [{ ...plan, match: { iban: 5 } }] }, "takes up to 100"],
    [{ transfer_plans: [{ ...plan, match: { name: "A" } }] }, "takes up to 100"],
    [{ transfer_plans: [{ ...plan, reason: "account closed" }] }, "takes up to 100"],
    [{ transfer_plans: [{ ...plan, after_seconds: -1 }] }, "takes up to 100"],
    [{ transfer_plans: [{ ...plan, more: 1 }] }, "takes up to 100"],
  ] as const)("%j is refused, in a sentence", (settings, said) => {
    expect(adyen.faultOfSettings(settings)).toContain(said)
  })

  test("everything that they name is taken", () => {
    const match = { reference: "a", reference_prefix: "b", account_number: "c", iban: "d" }
    const defaults = Object.entries(TRANSFER_SETTINGS).map(([name, { default: value }]) => [
      name,
      value,
    ])
    expect(
      adyen.faultOfSettings({
        ...Object.fromEntries(defaults),
        transfer_plans: [
          { match, outcome: "returned", reason: "counterpartyAccountClosed", after_seconds: 0.5 },
        ],
        transfer_webhook_version: 3,
      }),
    ).toBeUndefined()
  })
})
