import { expect, test } from "vitest"

import { idText, newUuid } from "../ids.ts"
import { readPayoutSearch } from "./payout-search.ts"

test.each([
  ["10000", ["10000"]],
  ["10000.00", ["10000.00"]],
  ["IDR 10,000", ["10.000", "10000"]],
  ["Rp 10.000", ["10.000", "10000"]],
  ["rp10.000.000", ["10000000"]],
  ["1,234,567.89", ["1234567.89"]],
  ["1.234.567,89", ["1234567.89"]],
  ["12,50 EUR", ["12.50"]],
  ["order-7", []],
  ["2026-01-01", []],
  ["", []],
])("the amounts that %s may mean", (typed, amounts) => {
  expect(readPayoutSearch(typed).amounts).toEqual(amounts)
})

test("an account's end is known with its mask and without", () => {
  expect(readPayoutSearch("**** 0099").accountTail).toBe("0099")
  expect(readPayoutSearch(" 0099 ").accountTail).toBe("0099")
  expect(readPayoutSearch("000000000099").accountTail).toBeNull()
})

test("our own id is known as such, and is a name as well", () => {
  const uuid = newUuid()
  const id = idText("payout", uuid)
  expect(readPayoutSearch(id)).toEqual({ text: id, accountTail: null, id: uuid, amounts: [] })
  expect(readPayoutSearch(idText("batch", uuid)).id).toBeNull()
})
