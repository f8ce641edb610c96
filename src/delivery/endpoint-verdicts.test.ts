import { describe, expect, test } from "vitest"

import { endpointVerdicts } from "./endpoint-verdicts.ts"

type Attempt = Parameters<typeof endpointVerdicts>[0][number]

const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  merchantId: "merchant",
  endpointId: "endpoint",
  url: "https://example.com/",
  startedAgoMs: 1_000,
  durationMs: 100,
  outcome: "failure",
  responseStatus: 500,
  cause: "status",
  error: "The endpoint answered 500.",
  ...changes,
})
const success: Partial<Attempt> = { outcome: "success", responseStatus: 200, cause: null }

describe("a batch of attempts says of an endpoint", () => {
  test("since when it failed, and how it did last, whatever their order", () => {
    const attempts = [
      attempt({ startedAgoMs: 3_000 }),
      attempt({ startedAgoMs: 500, responseStatus: null, cause: "timeout", error: "late" }),
      attempt({ startedAgoMs: 9_000, responseStatus: 503 }),
    ]
    const failure = { firstAgoMs: 8_900, lastAgoMs: 400, status: null, cause: "timeout" }
    for (const each of [attempts, attempts.toReversed()]) {
      expect(endpointVerdicts(each)).toMatchObject([{ failure: { ...failure, error: "late" } }])
    }
  })

  test("that it works when one of them worked, before or after the others", () => {
    for (const place of [0, 1, 2]) {
      const attempts = [attempt(), attempt()].toSpliced(place, 0, attempt(success))
      expect(endpointVerdicts(attempts)).toMatchObject([{ failure: null }])
    }
  })

  test("nothing where nothing was sent", () => {
    expect(endpointVerdicts([attempt({ cause: "unreadable" })])).toEqual([])
  })

  test("and keeps endpoints and their former addresses apart", () => {
    const attempts = [
      attempt(success),
      attempt({ url: "https://old.example.com/" }),
      attempt({ endpointId: "another" }),
    ]
    const verdicts = endpointVerdicts(attempts).map(({ endpointId, url, failure }) => ({
      of: `${endpointId} ${url}`,
      works: failure === null,
    }))
    expect(verdicts).toEqual([
      { of: "endpoint https://example.com/", works: true },
      { of: "endpoint https://old.example.com/", works: false },
      { of: "another https://example.com/", works: false },
    ])
  })
})
