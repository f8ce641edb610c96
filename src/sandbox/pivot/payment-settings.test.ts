import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"

import { pivot } from "./index.ts"
import { INQUIRY_SETTINGS } from "./inquiry-settings.ts"
import { PAYMENT_SETTINGS } from "./payment-settings.ts"
import { TOP_UP_SETTINGS } from "./top-up.ts"

const page = readFileSync(new URL("BEHAVIOUR.md", import.meta.url), "utf8")
const tables = { ...PAYMENT_SETTINGS, ...INQUIRY_SETTINGS, ...TOP_UP_SETTINGS }

describe("settings of payments, inquiries and top-ups", () => {
  test("stand in the page's tables, each with its default", () => {
    for (const [name, setting] of Object.entries(tables)) {
      const [, shown] = new RegExp(`^\\| \`${name}\` +\\| \`?(.*?)\`? +\\|`, "m").exec(page) ?? []
      const fallback = setting.default
      const text = typeof fallback === "object" ? JSON.stringify(fallback) : String(fallback)
      const unspaced = shown?.replaceAll(": ", ":").replaceAll('"0"', "0")
      expect([name, unspaced]).toEqual([name, text])
    }
  })

  test("refuse what they cannot take, in a sentence", () => {
    for (const [settings, said] of [
      [{ payment_customer_seconds: "2" }, "payment_customer_seconds takes seconds"],
      [{ payment_timeout_status: "INACTIVE" }, 'takes one of "EXPIRED", "CANCELLED"'],
      [{ payment_credits_balance: "no" }, "takes true or false"],
      [{ inquiry_accounts: { "123": "LOST" } }, "one of VALID, WARNING, INVALID, PENDING"],
      [{ inquiry_accounts: ["VALID"] }, "inquiry_accounts takes"],
      [{ inquiry_accounts: null }, "inquiry_accounts takes"],
      [{ inquiry_bank_record: "" }, "takes text of 1 to 60 characters"],
      [{ inquiry_fee: 450 }, "takes whole rupiah as text"],
      [{ merchant_name: "a".repeat(61) }, "takes text of 1 to 60 characters"],
      [{ top_up_channel: "BCA" }, 'takes one of "PERMATA"'],
    ] as const) {
      expect(pivot.faultOfSettings(settings)).toContain(said)
    }
  })

  test("take every choice that they name", () => {
    expect(
      pivot.faultOfSettings({
        payment_customer_seconds: 0.5,
        payment_multiple_end_status: "CANCELLED",
        payment_reference_unique: true,
        inquiry_accounts: { "123": "PENDING", "124": "WARNING" },
        inquiry_fee: "450",
        merchant_name: "Kopi Kita",
        top_up_channel: "BNC",
      }),
    ).toBeUndefined()
  })
})
