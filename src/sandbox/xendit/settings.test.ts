import { describe, expect, test } from "vitest"
import { readSettings } from "../settings.ts"
import { xendit } from "./index.ts"
import { SETTINGS } from "./settings.ts"

describe("the settings of an account", () => {
  test("have defaults that are themselves allowed", () => {
    const defaults = readSettings(SETTINGS, {})
    for (const [name, value] of Object.entries(defaults)) {
      expect(xendit.faultOfSettings({ [name]: value }), name).toBeUndefined()
    }
    expect(defaults).toMatchObject({
      requested_after_seconds: 0.5,
      succeeded_after_seconds: 2,
      duplicate_status: 409,
      list_form: "wrapped",
      webhook_form: "flat",
      idempotency_hours: null,
      rate_limit_per_minute: null,
    })
  })

  test.each<[settings: Record<string, unknown>, fault: string]>([
    [{ succeded_after_seconds: 1 }, "There is no setting succeded_after_seconds here."],
    [{ succeeded_after_seconds: -1 }, "The setting succeeded_after_seconds takes seconds"],
    [{ succeeded_after_seconds: "1" }, "The setting succeeded_after_seconds takes seconds"],
    [{ failed_after_seconds: Number.NaN }, "The setting failed_after_seconds takes seconds"],
    [{ duplicate_status: 422 }, "The setting duplicate_status takes one of 409, 400."],
    [{ list_form: "xml" }, 'The setting list_form takes one of "wrapped", "array".'],
    [{ idempotency_hours: 0 }, "The setting idempotency_hours takes a whole number"],
    [{ rate_limit_per_minute: 1.5 }, "The setting rate_limit_per_minute takes a whole number"],
    [{ reversed_failure_code: "a b" }, "The setting reversed_failure_code takes a failure code"],
    [{ plans: {} }, "The setting plans takes up to 100"],
    [{ plans: [{ outcome: "exploded" }] }, "The setting plans takes"],
    [{ plans: [{ outcome: "failed" }] }, "The setting plans takes"],
    [{ plans: [{ outcome: "succeeded", failure_code: "X" }] }, "The setting plans takes"],
    [{ plans: [{ match: { name: "a" }, outcome: "failed", failure_code: "X" }] }, "The setting"],
    [{ plans: [{ match: { reference: 1 }, outcome: "succeeded" }] }, "The setting plans takes"],
    [{ plans: [{ outcome: "reversed", after_seconds: -1 }] }, "The setting plans takes"],
    [{ channels: [{ channel_code: "X" }] }, "The setting channels takes"],
  ])("%o is refused in a sentence", (settings, fault) => {
    expect(xendit.faultOfSettings(settings)).toContain(fault)
  })

  test("may name a plan for every payout, and one with a code that nobody documented", () => {
    const plans = [{ outcome: "failed", failure_code: "SOMETHING_NEW" }]
    expect(xendit.faultOfSettings({ plans })).toBeUndefined()
    expect(readSettings(SETTINGS, { plans }).plans).toEqual([
      { match: {}, outcome: { name: "failed", failureCode: "SOMETHING_NEW" } },
    ])
  })
})

describe("a new account", () => {
  test("has a key of test mode, an id as Xendit's are, and something to spend", () => {
    const { externalId, credentials, balances } = xendit.newAccount()
    expect(externalId).toMatch(/^[0-9a-f]{24}$/)
    expect(credentials["api_key"]).toMatch(/^xnd_development_[\w-]{40}$/)
    expect(credentials["api_key"]).not.toBe(xendit.newAccount().credentials["api_key"])
    expect(balances.map(({ currency }) => currency)).toEqual(["IDR", "PHP", "MYR", "THB", "VND"])
    expect(balances.every(({ name, amount }) => name === "CASH" && amount > 0n)).toBe(true)
  })
})
