import { describe, expect, it } from "vitest"
import { adviceFor } from "../../payout/failure.ts"
import { decode } from "./decode.ts"
import { FAILURE_CODES, readFailure } from "./failure-code.ts"
import { fixtureText, request } from "./fixtures/read-fixture.ts"
import { PAYOUT_MEANINGS } from "./status.ts"

describe("statuses", () => {
  it.each([
    ["ACCEPTED", "pending", null],
    ["PENDING_COMPLIANCE_ASSESSMENT", "pending", "compliance_review"],
    ["PENDING_COMPLIANCE_REVIEW", "pending", "compliance_review"],
    ["ROUTING", "processing", null],
    ["REQUESTED", "processing", null],
    ["READY", "processing", "ready_for_pickup"],
    ["LOCKED", "processing", "ready_for_pickup"],
    ["SUCCEEDED", "paid", null],
    ["FAILED", "failed", null],
    ["REJECTED", "failed", null],
    ["COMPLIANCE_REJECTED", "failed", null],
    ["CANCELLED", "cancelled", null],
    ["EXPIRED", "cancelled", "expired"],
    ["REVERSED", "reversed", null],
  ])("%s is %s, reason %s", (wireStatus, status, reason) => {
    const body = JSON.parse(fixtureText("v2-flat-succeeded"))
    body.event = `payout.${wireStatus.toLowerCase()}`
    body.data.status = wireStatus
    expect(decode(request(JSON.stringify(body)))).toMatchObject({
      outcome: "events",
      events: [{ status, reason, key: `payout:${body.data.id}:${wireStatus}` }],
    })
  })

  it("are all named above", () => expect(Object.keys(PAYOUT_MEANINGS)).toHaveLength(14))
})

describe("failure codes", () => {
  it.each([
    ["INSUFFICIENT_BALANCE", "insufficient_balance", "top_up_and_retry"],
    ["INVALID_DESTINATION", "destination_invalid", "mend_destination"],
    ["DESTINATION_MAXIMUM_LIMIT", "destination_maximum", "do_not_retry"],
    ["ACCOUNT_NAME_MISMATCH", "destination_name_mismatch", "mend_destination"],
    ["REJECTED_BY_CHANNEL", "rejected_by_bank", "retry_later"],
    ["REJECTED_BY_BANK", "rejected_by_bank", "retry_later"],
    ["TEMPORARY_TRANSFER_ERROR", "temporary_error", "retry_later"],
    ["TEMPORARY_BANK_NETWORK_ERROR", "temporary_error", "retry_later"],
    ["SWITCHING_NETWORK_ERROR", "bank_network_error", "retry_later"],
    ["UNKNOWN_BANK_NETWORK_ERROR", "bank_network_error", "retry_later"],
    ["TRANSFER_ERROR", "request_invalid", "do_not_retry"],
    ["SLS_SENDER", "sanctions_match", "do_not_retry"],
    ["SLS_RECIPIENT", "sanctions_match", "do_not_retry"],
  ])("%s is %s: %s", (providerCode, code, advice) => {
    expect(readFailure(providerCode, "FAILED")).toEqual({
      code,
      providerCode,
      providerReason: null,
    })
    expect(adviceFor(readFailure(providerCode, "FAILED").code)).toBe(advice)
  })

  it("are all named above", () => expect(Object.keys(FAILURE_CODES)).toHaveLength(13))

  it.each(["BRAND_NEW_CODE", "__proto__", "constructor"])(
    "keeps %s, which it does not know",
    (code) =>
      expect(readFailure(code, "FAILED")).toEqual({
        code: "unknown",
        providerCode: code,
        providerReason: null,
      }),
  )

  it("keeps a code that comes with a reversal", () => {
    const body = JSON.parse(fixtureText("v2-reversed"))
    body.data.failure_code = "REJECTED_BY_CHANNEL"
    expect(decode(request(JSON.stringify(body)))).toMatchObject({
      events: [{ status: "reversed", failure: { code: "rejected_by_bank" } }],
    })
  })
})
