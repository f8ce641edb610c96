import { expect, test } from "vitest"

import type { MailOutcome } from "../../mail/smtp-mailer.ts"
import { judgeMailTry, MAIL_RETRY_WAITS_MS } from "./judge-mail-try.ts"

const NOW = new Date("2026-11-21T12:00:00Z")
const to = ["a@shop.example", "b@shop.example"]
const failure = { cause: "timeout", answer: "the server took too long" } as const
const refusal = (address: string) => ({ address, answer: "550 no such mailbox" })

function judge(
  outcome: Partial<MailOutcome>,
  mail: {
    readonly accepted?: readonly string[]
    readonly tries?: number
    readonly hours?: number
  } = {},
) {
  const { accepted = [], tries = 1, hours = 0 } = mail
  const createdAt = new Date(NOW.getTime() - hours * 3_600_000)
  return judgeMailTry(
    { accepted, tries, createdAt },
    { accepted: [], refused: [], answer: null, failure: null, ...outcome },
    { to, now: NOW, random: 0.5 },
  )
}

test("a mail that everybody has is sent", () => {
  expect(judge({ accepted: to })).toEqual({
    state: "sent",
    accepted: to,
    refused: [],
    lastError: null,
    retryInMs: 0,
  })
})

test("one who is refused for good does not hold up the others", () => {
  expect(
    judge({ accepted: ["a@shop.example"], refused: [refusal("b@shop.example")] }),
  ).toMatchObject({
    state: "sent",
    refused: ["b@shop.example"],
    lastError: "rejected: 550 no such mailbox",
  })
})

test("one who is refused for good after others got it on an earlier try ends it too", () => {
  const verdict = judgeMailTry(
    { accepted: ["a@shop.example"], tries: 2, createdAt: NOW },
    { accepted: [], refused: [refusal("b@shop.example")], answer: null, failure },
    { to: ["b@shop.example"], now: NOW },
  )
  expect(verdict).toMatchObject({ state: "sent", refused: ["b@shop.example"] })
})

test("a server that refuses everybody is tried again: it may be set up wrongly", () => {
  const outcome = {
    refused: to.map(refusal),
    failure: { cause: "rejected", answer: "550" } as const,
  }
  expect(judge(outcome)).toMatchObject({ state: "due", refused: [], retryInMs: 60_000 })
})

test("one who is deferred is tried again, without those who have it", () => {
  expect(judge({ accepted: ["a@shop.example"], failure })).toMatchObject({
    state: "due",
    accepted: ["a@shop.example"],
    lastError: "timeout: the server took too long",
  })
})

test("waits grow up to the last one, which repeats", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map(
    (tries) => judge({ failure }, { tries }).retryInMs,
  )
  expect(waits).toEqual([...MAIL_RETRY_WAITS_MS, 240 * 60_000, 240 * 60_000])
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
})

test("it is given up after a day", () => {
  expect(judge({ failure }, { tries: 9, hours: 23.9 })).toMatchObject({ state: "due" })
  expect(judge({ failure }, { tries: 9, hours: 24 })).toMatchObject({ state: "given_up" })
  expect(judge({ accepted: to }, { tries: 9, hours: 25 })).toMatchObject({ state: "sent" })
})

test("one that was cut off by a stop is due at once", () => {
  const stopped = { cause: "stopped", answer: "this process was stopped" } as const
  expect(judge({ failure: stopped }, { tries: 5 })).toMatchObject({ state: "due", retryInMs: 0 })
})
