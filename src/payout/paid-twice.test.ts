import { expect, test } from "vitest"

import { paidTwice } from "./paid-twice.ts"
import type { PayoutStatus } from "./status.ts"

/** `"b>a paid"`: b was made in the place of a. */
function told(...lines: readonly string[]) {
  const payouts = lines.map((line) => {
    const [names = "", status] = line.split(" ")
    const [id = "", replaces = null] = names.split(">")
    return { id, replaces, status: status as PayoutStatus }
  })
  return Object.fromEntries(paidTwice(payouts))
}

test("a payout and the one in its place are told of the payout", () => {
  expect(told("a paid", "b>a paid")).toEqual({ a: ["a", "b"] })
  expect(told("b>a paid", "a paid")).toEqual({ a: ["a", "b"] })
})

test("two in the place of one are told of the one", () => {
  expect(told("a failed", "b>a paid", "c>a paid")).toEqual({ a: ["b", "c"] })
})

test("paid once, however often it was tried, is paid once", () => {
  expect(told("a failed", "b>a failed", "c>b paid")).toEqual({})
  expect(told("a reversed", "b>a paid")).toEqual({})
  expect(told("a paid", "b>a pending", "c>a failed")).toEqual({})
})

test("along a chain it is told where the ways part", () => {
  expect(told("a failed", "b>a paid", "c>b paid")).toEqual({ b: ["b", "c"] })
  expect(told("a paid", "b>a failed", "c>b paid")).toEqual({ a: ["a", "c"] })
  expect(told("a paid", "b>a paid", "c>b paid")).toEqual({ a: ["a", "b", "c"], b: ["b", "c"] })
})

test("several chains are told apart", () => {
  expect(told("a paid", "x paid", "b>a paid", "y>x failed")).toEqual({ a: ["a", "b"] })
})
