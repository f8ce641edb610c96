import type { IncomingMessage } from "node:http"
import { expect, test } from "vitest"

import { addressGroup, createRemoteAddress } from "./remote-address.ts"

/** As far as it is looked at. */
function requestOf(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded }
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage
}

test.each([
  ["nobody is trusted", [], "203.0.113.9", "198.51.100.1", "203.0.113.9"],
  ["a stranger connects", ["10.0.0.0/8"], "203.0.113.9", "198.51.100.1", "203.0.113.9"],
  ["a proxy connects", ["10.0.0.0/8"], "10.0.0.1", "198.51.100.1", "198.51.100.1"],
  [
    "a chain of proxies",
    ["10.0.0.0/8"],
    "10.0.0.1",
    "1.1.1.1, 198.51.100.1, 10.0.0.2",
    "198.51.100.1",
  ],
  ["it wrote nothing", ["10.0.0.0/8"], "10.0.0.1", undefined, "10.0.0.1"],
  ["it wrote nonsense", ["10.0.0.0/8"], "10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"],
  ["only proxies are named", ["10.0.0.0/8"], "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
  ["IPv4 comes as IPv6", ["10.0.0.0/8"], "::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"],
  ["one address is named", ["10.0.0.1"], "10.0.0.2", "198.51.100.1", "10.0.0.2"],
])("where %s", (_what, trusted, connected, forwarded, expected) => {
  expect(createRemoteAddress(trusted)(requestOf(connected, forwarded))).toBe(expected)
})

test("a connection that is gone has no address", () => {
  expect(createRemoteAddress([])(requestOf(undefined))).toBeNull()
})

test("of IPv6 a subscriber's network counts, of IPv4 the address", () => {
  expect(addressGroup("2001:db8:1:2:3:4:5:6")).toBe(addressGroup("2001:db8:1:2::"))
  expect(addressGroup("2001:db8:1:3::1")).not.toBe(addressGroup("2001:db8:1:2::1"))
  expect(addressGroup("192.0.2.1")).not.toBe(addressGroup("192.0.2.2"))
  expect(addressGroup("::ffff:192.0.2.1")).toBe(addressGroup("192.0.2.1"))
  expect(addressGroup(null)).toBe("unknown")
})
