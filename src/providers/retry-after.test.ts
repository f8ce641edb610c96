import { expect, test } from "vitest"
import { RETRY_AFTER_MS_MAX, retryAfterMs } from "./retry-after.ts"

function wait(headers: Readonly<Record<string, string>>, status = 200): number | null {
  return retryAfterMs({ method: "GET", path: "/", status, headers, body: Buffer.alloc(0) })
}

interface Case {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  readonly status?: number
  readonly ms: number | null
}

test.each<Case>([
  { name: "nothing", headers: {}, status: 429, ms: null },
  { name: "whole seconds", headers: { "retry-after": "17" }, status: 503, ms: 17_000 },
  { name: "decimals", headers: { "rate-limit-reset": "58.37" }, status: 429, ms: 58_370 },
  { name: "less than a ms, up", headers: { "retry-after": "0.0001" }, status: 429, ms: 1 },
  {
    name: "the longer of two",
    headers: { "retry-after": "5", "rate-limit-reset": "9" },
    status: 429,
    ms: 9_000,
  },
  {
    name: "a date, held against the server's own clock",
    headers: {
      "retry-after": "Sat, 21 Nov 2026 10:00:30 GMT",
      date: "Sat, 21 Nov 2026 10:00:00 GMT",
    },
    status: 429,
    ms: 30_000,
  },
  {
    name: "a date that has passed",
    headers: {
      "retry-after": "Sat, 21 Nov 2026 09:00:00 GMT",
      date: "Sat, 21 Nov 2026 10:00:00 GMT",
    },
    status: 429,
    ms: 0,
  },
  {
    name: "a date alone",
    headers: { "retry-after": "Sat, 21 Nov 2026 10:00:30 GMT" },
    status: 429,
    ms: null,
  },
  {
    name: "the last call",
    headers: { "rate-limit-remaining": "0", "rate-limit-reset": "12" },
    ms: 12_000,
  },
  {
    name: "calls left",
    headers: { "rate-limit-remaining": "3", "rate-limit-reset": "12" },
    ms: null,
  },
  {
    name: "a moment in place of a span",
    headers: { "retry-after": "1763720000" },
    ms: RETRY_AFTER_MS_MAX,
  },
  { name: "no number", headers: { "retry-after": "soon" }, status: 429, ms: null },
  { name: "less than nothing", headers: { "retry-after": "-5" }, status: 429, ms: null },
])("of $name it reads $ms ms", ({ headers, status = 200, ms }) => {
  expect(wait(headers, status)).toBe(ms)
})
