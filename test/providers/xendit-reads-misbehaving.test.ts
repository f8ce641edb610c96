import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { api } from "../../src/providers/xendit/api.ts"
import { asked, createAsking, kindsOf } from "../support/asking.ts"
import { FOUND_OF_MISBEHAVIOURS } from "../support/found-of-misbehaviours.ts"
import {
  MISBEHAVIOURS,
  says,
  saysText,
  startMisbehavingVendor,
  type MisbehavingVendor,
} from "../support/misbehaving-vendor.ts"
import { API_KEY, NOT_FOUND, V2 } from "../support/xendit-answers.ts"

let vendor: MisbehavingVendor
beforeAll(async () => {
  vendor = await startMisbehavingVendor()
})
beforeEach(() => {
  vendor.questions.length = 0
})
afterAll(async () => await vendor.close())

const account = () => ({ baseUrl: vendor.url, credentials: { api_key: API_KEY } })
const patient = createAsking(api, account)
const impatient = createAsking(api, account, { timeoutMs: 300 })
const { ask, askOne } = patient
const answers = (body: unknown, headers: Readonly<Record<string, string>> = {}) => {
  vendor.answer = () => says(200, body, headers)
}

describe("whatever its server does", () => {
  test.each([
    ...FOUND_OF_MISBEHAVIOURS,
    // Without DATA_NOT_FOUND it is a path that is not known, not a payout.
    { name: "404" as const, kind: "request_refused" as const, waitMs: null },
  ])("$name is one finding: $kind", async ({ name, kind, waitMs }) => {
    vendor.answer = () => MISBEHAVIOURS[name]
    const asking = kind === "timeout" ? impatient : patient
    const result = await asking.askOne({ providerId: V2.id })
    expect(result.findings).toEqual([{ kind, asked: null, detail: expect.stringMatching(/\S/) }])
    expect(result).toMatchObject({ calls: 1, events: [], retryAfterMs: waitMs })
  })

  test.each([
    ["another payout", { ...V2, id: "disb-9" }, "answered_another"],
    ["an error with 200", { error_code: "SERVER_ERROR", message: "x" }, "error_in_success"],
    ["the error of the schema", { error_message: "x" }, "error_in_success"],
    ["a new status", { ...V2, status: "ON_HOLD" }, "answer_misread"],
    ["no status", { ...V2, status: undefined }, "answer_misread"],
    ["no id", { ...V2, id: undefined }, "answer_misread"],
    ["a number as id", { ...V2, id: 2_204_918_837_465 }, "answer_misread"],
    ["an amount below nothing", { ...V2, amount: -1 }, "answer_misread"],
    ["parts of a centavo", { ...V2, amount: 1.005 }, "answer_misread"],
    ["a list of it", [V2], "answer_misread"],
    ["a text", "REQUESTED", "answer_misread"],
  ] as const)("%s is %s", async (_, body, kind) => {
    answers(body)
    const result = await askOne({ providerId: V2.id })
    expect([result.events, kindsOf(result)]).toEqual([[], [kind]])
  })

  test("a payout that it does not know is not known, by its own word alone", async () => {
    vendor.answer = () => NOT_FOUND
    expect(kindsOf(await askOne({ providerId: V2.id }))).toEqual(["not_known"])
    vendor.answer = () => saysText(404, "<h1>Not Found</h1>")
    expect(kindsOf(await askOne({ providerId: V2.id }))).toEqual(["answer_not_json"])
    vendor.answer = () => saysText(404, "")
    expect(kindsOf(await askOne({ providerId: V2.id }))).toEqual(["answer_empty"])
  })

  test("no finding repeats the key that a server sent back", async () => {
    const echo = { ...V2, status: API_KEY }
    answers(echo)
    const [finding] = (await askOne({ providerId: V2.id })).findings
    expect(finding?.detail).toContain("[hidden]")
    vendor.answer = () => says(401, { error_code: API_KEY, message: API_KEY })
    expect(JSON.stringify((await askOne({ providerId: V2.id })).findings)).not.toContain(API_KEY)
  })

  test("a finding shows a code of the provider's, and no other word of its", async () => {
    vendor.answer = () => says(400, { error_code: "API_VALIDATION_ERROR", message: "Call 555" })
    const [coded] = (await askOne({ providerId: V2.id })).findings
    expect(coded?.detail).toBe(
      "GET /v2/payouts/disb-2204918837465 was answered with 400 (API_VALIDATION_ERROR).",
    )
    vendor.answer = () => says(400, { error_code: "Call 555" })
    const [wordy] = (await askOne({ providerId: V2.id })).findings
    expect(wordy?.detail).toBe("GET /v2/payouts/disb-2204918837465 was answered with 400.")
  })

  test("the last call of a minute is answered, and tells how long to wait", async () => {
    answers(V2, { "rate-limit-remaining": "0", "rate-limit-reset": "31.5" })
    const result = await askOne({ providerId: V2.id })
    expect([result.events.length, result.retryAfterMs]).toEqual([1, 31_500])
    answers(V2, { "rate-limit-remaining": "12", "rate-limit-reset": "31.5" })
    expect((await askOne({ providerId: V2.id })).retryAfterMs).toBeNull()
  })

  test("without a key, and for what has no call, nothing is asked", async () => {
    const without = await askOne({ providerId: V2.id }, { credentials: {} })
    expect(without).toMatchObject({ calls: 0, answers: [] })
    expect(kindsOf(without)).toEqual(["credentials_missing"])
    const [legacy] = await ask([asked({ providerId: "5", wireEvent: "disbursement.completed" })])
    expect([legacy?.calls, kindsOf(legacy!)]).toEqual([0, ["cannot_be_asked"]])
    expect(vendor.questions).toEqual([])
  })
})
