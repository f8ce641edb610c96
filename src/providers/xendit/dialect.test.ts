import { describe, expect, test } from "vitest"

import type { BatchEvent, PaymentEvent, PayoutEvent } from "../../payout/event.ts"
import { FAILURE_CODES } from "../../payout/failure.ts"
import { dialect } from "./dialect.ts"
import { encode } from "./encode.ts"
import { AT, bodyOf, decoded, foreign, own, tell } from "./fixtures/told-payouts.ts"
import { samples } from "./samples.ts"

describe("a payout of another provider", () => {
  test("has every field of the page that is known of it, and none of that provider's", () => {
    expect(bodyOf(tell(foreign))).toEqual({
      event: "payout.succeeded",
      business_id: "922e39ab-7565-49f6-b84f-fb56122821ae",
      created: AT,
      data: {
        id: "d6a4:salary-7",
        amount: 10000,
        currency: "IDR",
        status: "SUCCEEDED",
        reference_id: "salary-7",
        created: "2026-11-21T06:00:00.000Z",
        updated: AT,
        business_id: "922e39ab-7565-49f6-b84f-fb56122821ae",
        channel_properties: {},
      },
    })
  })

  test("has its whole account and its own channel code, in the place of the form", () => {
    const details = {
      channelCode: "BCA",
      destination: { accountNumber: "000000000099", accountHolderName: "Michael Chen" },
    }
    expect(bodyOf(tell({ ...foreign, details })).data).toMatchObject({
      channel_code: "BCA",
      channel_properties: {
        account_number: "000000000099",
        account_holder_name: "Michael Chen",
      },
    })
    expect(bodyOf(tell({ ...foreign, details }, { form: "flat" })).data).toMatchObject({
      channel_code: "BCA",
      account_number: "000000000099",
      account_holder_name: "Michael Chen",
    })
  })

  test("without a reference has its id for one: the page promises a text", () => {
    expect(decoded(tell({ ...foreign, reference: null })).reference).toBe("d6a4:salary-7")
  })

  test.each(FAILURE_CODES)("that failed with %s has a failure code of the page", (code) => {
    const failure = { code, providerCode: "05", providerReason: "declined" }
    const { failure_code } = bodyOf(tell({ ...foreign, status: "failed", failure })).data
    expect(CODES_OF_THE_PAGE).toContain(failure_code)
  })

  test("that failed with nothing named has the code for what nobody knows", () => {
    expect(bodyOf(tell({ ...foreign, status: "failed" })).data.failure_code).toBe(
      "UNKNOWN_BANK_NETWORK_ERROR",
    )
  })

  test("is not told with an amount that cannot be written exactly", () => {
    expect(tell({ ...foreign, amount: null })).toBeNull()
    expect(tell({ ...foreign, amount: { amount: 5_000n, currency: "IDR" } })).toBeNull()
  })
})

const CODES_OF_THE_PAGE = [
  "INSUFFICIENT_BALANCE",
  "INVALID_DESTINATION",
  "REJECTED_BY_CHANNEL",
  "TEMPORARY_TRANSFER_ERROR",
  "TRANSFER_ERROR",
  "UNKNOWN_BANK_NETWORK_ERROR",
  "DESTINATION_MAXIMUM_LIMIT",
]

describe("a payout of Xendit's", () => {
  test("is told as it came: ids, times and further fields", () => {
    expect(decoded(tell(own))).toEqual({ ...own, live: null })
    expect(decoded(tell(own, { form: "flat" }))).toEqual({ ...own, live: null })
  })

  test("that failed keeps a code that nobody has documented yet", () => {
    const failure = { code: "unknown", providerCode: "NEW_CODE", providerReason: null } as const
    const failed = { ...own, wireEvent: "payout.failed", status: "failed", failure } as const
    expect(bodyOf(tell(failed)).data.failure_code).toBe("NEW_CODE")
  })

  test("that v3 told has the words of v2", () => {
    const failure = { code: "sanctions_match", providerCode: "SLS_SENDER", providerReason: null }
    const failed: PayoutEvent = {
      ...own,
      wireEvent: "v3_payout.failed",
      status: "failed",
      failure: { ...failure, code: "sanctions_match" },
    }
    expect(bodyOf(tell(failed)).data.failure_code).toBe("TRANSFER_ERROR")
  })

  test("names the account that the endpoint wishes, in both places", () => {
    const named = { ...own, account: "MY-ACCOUNT" }
    const body = bodyOf(tell(named, { settings: { account: "MY-ACCOUNT" } }))
    expect([body.business_id, body.data.business_id]).toEqual(["MY-ACCOUNT", "MY-ACCOUNT"])
    expect(bodyOf(tell(own)).data.business_id).toBe("6018306aa16ad90cb3c43ba7")
  })
})

test("batches and payments are not told", () => {
  const shared = { key: "k", wireEvent: "w", providerId: "1", live: true, account: null } as const
  const times = { occurredAt: AT, order: null }
  const batch: BatchEvent = {
    ...{ ...shared, ...times },
    subject: "batch",
    status: "done",
    reason: null,
    counters: null,
  }
  const payment: PaymentEvent = {
    ...{ ...shared, ...times },
    subject: "payment",
    reference: null,
    status: "paid",
    cancellationReason: null,
    amount: foreign.amount,
    paymentType: "single",
    paidCharge: null,
    charges: [],
  }
  expect(tell(batch)).toBeNull()
  expect(tell(payment)).toBeNull()
})

describe("headers", () => {
  const unsigned = tell(foreign)!.webhook

  test("number the webhook with the id that stays, and carry no token until it is sent", () => {
    expect(unsigned.headers).toEqual({
      "content-type": "application/json",
      "webhook-id": "019aa5b8-0000-7000-8000-000000000001",
    })
    expect(encode(samples["payout.failed"]!(), {}, { id: "mine" })?.headers["webhook-id"]).toBe(
      "mine",
    )
  })

  test("carry the newest token, and Basic where the endpoint has it, in the place of older ones", () => {
    const basic = { basic_username: ["u"], basic_password: ["p"] }
    const first = dialect.sign(unsigned, { callback_token: ["new", "old"], ...basic })
    expect(first.headers).toEqual({
      ...unsigned.headers,
      "x-callback-token": "new",
      authorization: `Basic ${btoa("u:p")}`,
    })
    const shouted = { ...first, headers: { ...unsigned.headers, "X-Callback-Token": "old" } }
    for (const webhook of [first, shouted]) {
      const again = dialect.sign(webhook, { callback_token: ["newer"] })
      expect(again.headers).toEqual({ ...unsigned.headers, "x-callback-token": "newer" })
      expect(again.body).toBe(unsigned.body)
    }
  })

  test("take a token of 8 to 200 printable characters", () => {
    for (const secret of [dialect.newSecret(), "12345678", "~".repeat(200)]) {
      expect(dialect.faultOfSecret(secret)).toBeUndefined()
    }
    for (const secret of ["1234567", "x".repeat(201), "eight\nand more", "naïve-token"]) {
      expect(dialect.faultOfSecret(secret)).toMatch(/\.$/)
    }
  })
})

test.each([
  [200, "accepted"],
  [202, "accepted"],
  [204, "accepted"],
  [302, "failed"],
  [400, "failed"],
  [401, "failed"],
  [410, "failed"],
  [500, "failed"],
  [null, "failed"],
])("an answer of %s is %s", (status, judgement) => {
  expect(dialect.judge({ status, body: null }, {})).toBe(judgement)
})
