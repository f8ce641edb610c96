import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { TellingWish } from "../provider.ts"
import { PAYOUT_STATUSES } from "../../payout/status.ts"
import { foreignPayout, newsOf, standing, wishFor } from "./fixtures/foreign-payouts.ts"
import { adyen } from "./index.ts"
import { CLASSIC_TABLE, TRANSFER_TABLE } from "./telling-tables.ts"

const { dialect } = adyen
const CLASSIC_FORMS = ["json", "form", "soap"] as const

/** `.` is: nothing is said. */
const WORDS: Readonly<Record<string, string | null>> = {
  nothing: null,
  ".": null,
  "3P true": "PAYOUT_THIRDPARTY true",
  "3P false": "PAYOUT_THIRDPARTY false",
  DECLINE: "PAYOUT_DECLINE",
  EXPIRE: "PAYOUT_EXPIRE",
  REVERSED: "PAIDOUT_REVERSED",
}

const CLASSIC = `
  stands \\ told before       | nothing  | 3P true  | 3P false | DECLINE | EXPIRE  | REVERSED
  pending                    | .        | .        | .        | .       | .       | .
  pending awaiting_review    | .        | .        | .        | .       | .       | .
  processing                 | 3P true  | .        | .        | .       | .       | .
  processing booked          | 3P true  | .        | .        | .       | .       | .
  processing delayed         | 3P true  | .        | .        | .       | .       | .
  paid                       | 3P true  | .        | 3P true  | 3P true | 3P true | 3P true
  failed                     | 3P false | REVERSED | .        | .       | .       | .
  cancelled                  | DECLINE  | REVERSED | .        | .       | .       | .
  cancelled declined         | DECLINE  | REVERSED | .        | .       | .       | .
  cancelled expired          | EXPIRE   | REVERSED | .        | .       | .       | .
  reversed                   | REVERSED | REVERSED | .        | .       | .       | .
`

/** Only what is told of a presumption where the endpoint has not opted in. */
const CLASSIC_PRESUMED = `
  stands \\ told before       | nothing  | 3P true  | 3P false | DECLINE | EXPIRE  | REVERSED
  processing                 | 3P true  | .        | .        | .       | .       | .
  paid                       | 3P true  | .        | .        | .       | .       | .
  failed                     | .        | .        | .        | .       | .       | .
  cancelled expired          | .        | .        | .        | .       | .       | .
  reversed                   | .        | .        | .        | .       | .       | .
`

const TRANSFER = `
  stands \\ told before       | nothing  | received | booked   | credited | failed   | cancelled | returned
  pending                    | received | .        | .        | .        | .        | .         | .
  pending awaiting_review    | approvalPending | approvalPending | . | . | .        | .         | .
  pending compliance_review  | internalReview  | internalReview  | . | . | .        | .         | .
  processing                 | authorised | authorised | .     | .        | .        | .         | .
  processing booked          | booked   | booked   | .        | .        | .        | .         | .
  paid                       | credited | credited | credited | .        | credited | credited  | credited
  failed                     | failed   | failed   | failed   | returned | .        | .         | .
  cancelled                  | cancelled | cancelled | failed | returned | .        | .         | .
  cancelled expired          | cancelled | cancelled | failed | returned | .        | .         | .
  reversed                   | returned | returned | returned | returned | .        | .         | .
`

function cellsOf(table: string): [stands: string, before: string | null, word: string | null][] {
  const [head = [], ...rows] = table
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
  const wordOf = (short: string) => (short in WORDS ? (WORDS[short] ?? null) : short)
  return rows.flatMap(([stands = "", ...words]) =>
    words.map((word, column) => [stands, wordOf(head[column + 1] ?? ""), wordOf(word)] as const),
  ) as [string, string | null, string | null][]
}

function wordFor(stands: string, wish: TellingWish, certainty: "confirmed" | "presumed") {
  const event = foreignPayout(standing(stands))
  return dialect.tell(newsOf(event, { certainty }), wish)?.word ?? null
}

describe.each(CLASSIC_FORMS)("in a standard webhook as %s", (form) => {
  test.each(cellsOf(CLASSIC))("%s after %o is told as %o", (stands, toldBefore, word) => {
    expect(wordFor(stands, wishFor(form, { toldBefore }), "confirmed")).toBe(word)
  })

  test.each(cellsOf(CLASSIC_PRESUMED))(
    "%s, presumed, after %o is told as %o",
    (stands, toldBefore, word) => {
      expect(wordFor(stands, wishFor(form, { toldBefore }), "presumed")).toBe(word)
    },
  )

  test.each(cellsOf(CLASSIC))(
    "%s, presumed, after %o is told as %o where the endpoint wishes it",
    (stands, toldBefore, word) => {
      const settings = { include_presumed: true }
      expect(wordFor(stands, wishFor(form, { toldBefore, settings }), "presumed")).toBe(word)
    },
  )
})

describe("in a webhook of the balance platform", () => {
  test.each(cellsOf(TRANSFER))("%s after %o is told as %o", (stands, toldBefore, word) => {
    expect(wordFor(stands, wishFor("transfer", { toldBefore }), "confirmed")).toBe(word)
  })

  test("booked after authorised is a step, and authorised after booked is none", () => {
    const after = (toldBefore: string) => wishFor("transfer", { toldBefore })
    expect(wordFor("processing booked", after("authorised"), "confirmed")).toBe("booked")
    expect(wordFor("processing", after("booked"), "confirmed")).toBeNull()
  })

  test("a presumed arrival is authorised, and credited only where the endpoint wishes it", () => {
    expect(wordFor("paid", wishFor("transfer"), "presumed")).toBe("authorised")
    const wish = wishFor("transfer", { settings: { include_presumed: true } })
    expect(wordFor("paid", wish, "presumed")).toBe("credited")
    expect(wordFor("failed", wishFor("transfer"), "presumed")).toBeNull()
  })
})

test("the tables above leave no status and no word out", () => {
  const stand = (table: string) => new Set(cellsOf(table).map(([stands]) => stands.split(" ")[0]))
  const said = (table: string) => new Set(cellsOf(table).map(([, , word]) => word))
  for (const [table, { words }] of [
    [CLASSIC, CLASSIC_TABLE],
    [TRANSFER, TRANSFER_TABLE],
  ] as const) {
    expect(stand(table)).toEqual(new Set(PAYOUT_STATUSES))
    expect(said(table)).toEqual(new Set([null, ...Object.keys(words)]))
  }
})

test("after any history the last word is true, and money is never given back twice in a row", () => {
  const noes = Object.entries({ ...CLASSIC_TABLE.words, ...TRANSFER_TABLE.words })
    .filter(([, { leaves }]) => leaves === "ended")
    .map(([word]) => word)
  const steps = fc.record({
    stands: fc.constantFrom("processing", "paid", "failed", "cancelled expired", "reversed"),
    form: fc.constantFrom("json", "transfer"),
  })
  fc.assert(
    fc.property(fc.array(steps, { minLength: 1, maxLength: 8 }), (history) => {
      let toldBefore: string | null = null
      for (const { stands, form } of history) {
        const word = wordFor(stands, wishFor(form, { toldBefore }), "confirmed")
        if (word === null) continue
        expect(noes.includes(word) && toldBefore !== null && noes.includes(toldBefore)).toBe(false)
        toldBefore = word
      }
      const { stands = "" } = history.at(-1) ?? {}
      const isNo = toldBefore !== null && noes.includes(toldBefore)
      if (stands !== "processing") expect(isNo).toBe(stands !== "paid")
    }),
    { numRuns: 2_000 },
  )
})

test("a word of another form counts: an endpoint may change it while a payout is under way", () => {
  const after = (form: string, toldBefore: string) => wishFor(form, { toldBefore })
  expect(wordFor("failed", after("json", "booked"), "confirmed")).toBe("PAIDOUT_REVERSED")
  expect(wordFor("failed", after("json", "received"), "confirmed")).toBe("PAYOUT_THIRDPARTY false")
  expect(wordFor("reversed", after("json", "failed"), "confirmed")).toBeNull()
  expect(wordFor("cancelled", after("transfer", "PAYOUT_THIRDPARTY true"), "confirmed")).toBe(
    "failed",
  )
  expect(wordFor("failed", after("transfer", "PAYOUT_DECLINE"), "confirmed")).toBeNull()
  expect(wordFor("paid", after("json", "payout.succeeded"), "confirmed")).toBe(
    "PAYOUT_THIRDPARTY true",
  )
})

test("batches and payments have no words", () => {
  const base = { key: "", wireEvent: "PAYOUT.DONE", providerId: "1", live: true, account: null }
  const shared = { ...base, occurredAt: null, order: null }
  const batch = {
    ...shared,
    subject: "batch",
    status: "done",
    reason: null,
    counters: null,
  } as const
  const news = { certainty: "confirmed", sequence: 1 } as const
  for (const form of dialect.forms) {
    expect(dialect.tell({ ...news, type: "batch.done", event: batch }, wishFor(form))).toBeNull()
  }
  expect(dialect.tells.every((type) => type.startsWith("payout."))).toBe(true)
})

test("an answer is waited for 10 s, as Adyen does", () => {
  expect(dialect.timeoutMs).toBe(10_000)
})

describe("a secret", () => {
  test("that is made is 64 hexadecimal digits, another each time, and without a fault", () => {
    const [first, second] = [dialect.newSecret(), dialect.newSecret()]
    expect(first).toMatch(/^[0-9A-F]{64}$/)
    expect(second).not.toBe(first)
    expect(dialect.faultOfSecret(first)).toBeUndefined()
    expect(dialect.faultOfSecret(first.toLowerCase())).toBeUndefined()
  })

  test.each([
    ["a".repeat(63), "it has 63"],
    ["a".repeat(65), "it has 65"],
    ["", "it has 0"],
    [`${"a".repeat(10)}x${"a".repeat(53)}`, "its character 11 is no such digit"],
    ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "its character 1 is no such digit"],
  ])("%s that the merchant brings is told its fault, and not repeated", (secret, fault) => {
    const told = dialect.faultOfSecret(secret)
    expect(told).toContain(fault)
    expect(told).toContain("64 hexadecimal digits")
    if (secret !== "") expect(told).not.toContain(secret)
  })
})

describe("an answer", () => {
  const judge = (status: number | null, body: string | null, require_accepted_body = false) =>
    dialect.judge(
      { status, body: body === null ? null : Buffer.from(body) },
      require_accepted_body ? { require_accepted_body } : {},
    )
  const soap = (text: string) =>
    adyen.acknowledge({ headers: {}, body: Buffer.from("<") }).body.replace("[accepted]", text)

  test.each([200, 201, 202, 204])("of %i is an acknowledgement, whatever its body", (status) => {
    for (const body of [null, "", "ok", "[accepted]"]) expect(judge(status, body)).toBe("accepted")
  })

  test.each([null, 199, 301, 400, 401, 404, 410, 429, 500, 503])(
    "of %o is none, and is tried again: Adyen gives up on nothing",
    (status) => {
      expect(judge(status, "[accepted]")).toBe("failed")
      expect(judge(status, "[accepted]", true)).toBe("failed")
    },
  )

  test.each([
    ["[accepted]", "accepted"],
    ["  [accepted]\r\n", "accepted"],
    [soap("[accepted]"), "accepted"],
    [soap(" [accepted]\n"), "accepted"],
    [null, "failed"],
    ["", "failed"],
    ["ok", "failed"],
    ["accepted", "failed"],
    ["not [accepted]", "failed"],
    ["<html>[accepted]</html>", "failed"],
    [soap("[failed]"), "failed"],
    [soap(""), "failed"],
    [soap("[accepted]").slice(0, -3), "failed"],
    ["<!DOCTYPE a [<!ENTITY b 'x'>]><a>[accepted]</a>", "failed"],
  ])("of 200 with %o, where the word is required, is %s", (body, judgement) => {
    expect(judge(200, body, true)).toBe(judgement)
  })
})
