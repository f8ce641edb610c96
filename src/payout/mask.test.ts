import fc from "fast-check"
import { expect, test } from "vitest"
import { maskAccount, maskDestination, maskName } from "./mask.ts"

test.each([
  ["000000000099", "**** 0099"],
  ["12345678", "**** 5678"],
  ["1234567", "**** 567"],
  ["1234", "**** 34"],
  ["12", "**** 2"],
  ["1", "****"],
  ["", "****"],
  ["DE89370400440532013000", "**** 3000"],
  ["😀😀😀😀", "**** 😀😀"],
])("the account %j is shown as %j", (account, shown) => {
  expect(maskAccount(account)).toBe(shown)
})

test("a mask never shows more than four characters, nor more than half of an account", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), (account) => {
      const shown = [...maskAccount(account).slice("**** ".length)].length
      expect(shown).toBeLessThanOrEqual(4)
      expect(shown).toBeLessThanOrEqual([...account].length / 2)
    }),
  )
})

test.each([
  ["Michael Chen", "M*** C***"],
  ["  Siti   Nur\tAini ", "S*** N*** A***"],
  ["李 小龍", "李*** 小***"],
  ["", ""],
])("the name %j is shown as %j", (name, shown) => {
  expect(maskName(name)).toBe(shown)
})

test("a destination shows three fields, and nothing else that came with it", () => {
  const destination = {
    accountNumber: "000000000099",
    accountHolderName: "Michael Chen",
    accountType: "bank",
    extra: { iban: "DE89370400440532013000" },
  }
  expect(maskDestination(destination)).toEqual({
    account_number: "**** 0099",
    account_holder_name: "M*** C***",
    account_type: "bank",
  })
  expect(maskDestination({})).toEqual({
    account_number: null,
    account_holder_name: null,
    account_type: null,
  })
})
