import { expect, test } from "vitest"

import { forwardedHeaders } from "./forwarded-headers.ts"

test("what belongs to the connection stays behind, everything else goes on", () => {
  const onward = {
    "content-type": ["application/json"],
    "content-encoding": ["gzip"],
    "user-agent": ["Xendit"],
    "x-twice": ["1", "2"],
    "x-forwarded-for": ["203.0.113.7"],
  }
  const own = {
    host: ["hub.example"],
    connection: ["keep-alive, X-Own", "close"],
    "x-own": ["of this connection"],
    "keep-alive": ["timeout=5"],
    "content-length": ["12"],
    "transfer-encoding": ["chunked"],
    te: ["trailers"],
    trailer: ["x-sum"],
    expect: ["100-continue"],
    upgrade: ["h2c"],
    "http2-settings": ["AAMAAABkAAQAAP__"],
    "proxy-authorization": ["Basic hmac:00"],
    "proxy-connection": ["close"],
  }
  expect(forwardedHeaders({ ...own, ...onward })).toEqual(onward)
})

test("headers of strange names are headers like any other", () => {
  const strange = JSON.parse('{"__proto__": ["a"], "constructor": ["b"]}') as Record<
    string,
    string[]
  >
  expect(Object.entries(forwardedHeaders(strange))).toEqual([
    ["__proto__", ["a"]],
    ["constructor", ["b"]],
  ])
})
