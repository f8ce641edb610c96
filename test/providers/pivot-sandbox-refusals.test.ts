import { afterAll, beforeAll, describe, expect, test } from "vitest"

import {
  createPivotClient,
  newRequestId,
  payoutItem,
  type PivotClient,
} from "../support/pivot-client.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let client: PivotClient

beforeAll(async () => {
  fixture = await createSandboxFixture("pivot")
  client = createPivotClient(fixture.baseUrl, fixture.credentials)
})
afterAll(async () => await fixture.close())

async function requestsMade(): Promise<number> {
  return await fixture.inWorld(async (world) => (await world.list({ kind: "batch" })).total)
}

describe("POST /v1/payouts", () => {
  const item = payoutItem("ref-1")
  const account = { accountNumber: "1", accountName: "A" }
  const money = { value: "100000", currency: "IDR" }
  test.each([
    ["no body", "", "format_invalid", "payouts"],
    ["a body that is no object", "[]", "format_invalid", "payouts"],
    ["no payouts", {}, "field_required", "payouts"],
    ["payouts that are no list", { payouts: item }, "format_invalid", "payouts"],
    ["an empty list", { payouts: [] }, "format_invalid", "payouts"],
    ["an item that is no object", { payouts: ["x"] }, "field_format_invalid", "payouts[0]"],
    ["no reference", one({ referenceId: undefined }), "field_required", "referenceId"],
    ["an empty reference", one({ referenceId: "" }), "field_required", "referenceId"],
    [
      "a reference of 101",
      one({ referenceId: "r".repeat(101) }),
      "field_format_invalid",
      "referenceId",
    ],
    ["a reference that is no text", one({ referenceId: 7 }), "field_format_invalid", "referenceId"],
    ["no channel", one({ channelCode: undefined }), "field_required", "channelCode"],
    [
      "an unknown channel",
      one({ channelCode: "ID_BCA" }),
      "unsupported_channel_code",
      "channelCode",
    ],
    [
      "no channel information",
      one({ channelInformation: null }),
      "field_required",
      "channelInformation",
    ],
    [
      "no account number",
      one({ channelInformation: { ...account, accountNumber: undefined } }),
      "field_required",
      "channelInformation.accountNumber",
    ],
    [
      "an account number of 61",
      one({ channelInformation: { ...account, accountNumber: "1".repeat(61) } }),
      "field_format_invalid",
      "channelInformation.accountNumber",
    ],
    [
      "no account name",
      one({ channelInformation: { ...account, accountName: "" } }),
      "field_required",
      "channelInformation.accountName",
    ],
    ["no amount", one({ amount: undefined }), "field_required", "amount"],
    [
      "a numeric amount",
      one({ amount: { ...money, value: 100000 } }),
      "field_format_invalid",
      "amount.value",
    ],
    [
      "parts of a rupiah",
      one({ amount: { ...money, value: "100000.50" } }),
      "field_format_invalid",
      "amount.value",
    ],
    [
      "a negative amount",
      one({ amount: { ...money, value: "-1" } }),
      "field_format_invalid",
      "amount.value",
    ],
    ["no value", one({ amount: { currency: "IDR" } }), "field_required", "amount.value"],
    ["no currency", one({ amount: { value: "100000" } }), "field_required", "amount.currency"],
    [
      "another currency",
      one({ amount: { ...money, currency: "USD" } }),
      "field_format_invalid",
      "amount.currency",
    ],
    [
      "less than the minimum",
      one({ amount: { ...money, value: "9999" } }),
      "amount_below_limit",
      "amount.value",
    ],
    [
      "more than the maximum",
      one({ amount: { ...money, value: "500000001" } }),
      "amount_above_limit",
      "amount.value",
    ],
    [
      "a description of 21",
      one({ description: "d".repeat(21) }),
      "field_format_invalid",
      "description",
    ],
    [
      "a description with signs",
      one({ description: "salary/May" }),
      "field_format_invalid",
      "description",
    ],
  ])("refuses %s", async (_what, body, code, field) => {
    const reply = await client.call("POST", "/v1/payouts", {
      body,
      headers: { "X-REQUEST-ID": newRequestId() },
    })
    expect([reply.status, reply.code]).toEqual([400, code])
    const { details, type } = reply.error ?? {}
    expect(type).toBe("API_ERROR")
    expect(details?.[0]?.field).toBe(
      field.startsWith("payouts") || code === "format_invalid" ? field : `payouts[0].${field}`,
    )
    expect(await requestsMade()).toBe(0)
  })

  function one(changes: object): object {
    return { payouts: [{ ...item, ...changes }] }
  }

  test("has the printed words for what it refuses", async () => {
    const refused = async (payouts: readonly unknown[]) => {
      const { message, error } = await client.createPayouts(payouts)
      return [message, error?.details[0]?.message]
    }
    const many = Array.from({ length: 1_001 }, (_, index) => payoutItem(`r${index}`))
    expect(await refused(many)).toEqual([
      "Payout format is invalid",
      "Make sure payout object no more than 1000 items",
    ])
    expect(await refused([])).toEqual([
      "Payouts format is invalid",
      "Make sure Payout request format is correct",
    ])
    const field = "payouts[0].amount.value"
    const amounts = ["1", "900000000", "x"].map((value) => [payoutItem("a", { value })])
    expect(await Promise.all(amounts.map(refused))).toEqual([
      ["Amount Value below the minimum", `Make sure ${field} amount is above minimum`],
      ["Amount value above the maximum", `Make sure ${field} amount is below maximum`],
      ["Format Field is Invalid", `Make sure ${field} format is correct`],
    ])
    expect(await refused([{ ...payoutItem("a"), channelCode: undefined }])).toEqual([
      "Mandatory Field is Missing",
      "Make sure payouts[0].channelCode value is fulfilled",
    ])
    expect(await refused([{ ...payoutItem("a"), channelCode: "MARS" }])).toEqual([
      "Channel Code is currently not supported",
      "Make sure channel code following on the API Document",
    ])
  })
})
