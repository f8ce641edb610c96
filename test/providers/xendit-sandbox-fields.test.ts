import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"
import { createXenditClient, REQUEST, type XenditClient } from "../support/xendit-client.ts"

let fixture: SandboxFixture
let client: XenditClient

beforeAll(async () => {
  fixture = await createSandboxFixture("xendit")
  client = createXenditClient(fixture)
})
afterAll(async () => await fixture.close())

type Changes = Readonly<Record<string, unknown>>

const account = (changes: Changes) => ({
  channel_properties: { ...REQUEST.channel_properties, ...changes },
})
const philippine = { channel_code: "PH_GCASH", currency: "PHP" }
const thai = { channel_code: "TH_SANDBOX_BANK", currency: "THB" }
const duitnow = { channel_code: "MY_DUITNOW", currency: "MYR" }
const cash = (changes: Changes) => ({
  channel_code: "PH_CITI",
  currency: "PHP",
  channel_properties: { recipient_given_names: "Michael", ...changes },
})
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const keys = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, "v"]))
const addresses = (count: number) =>
  Array.from({ length: count }, (_, index) => `person-${index}@example.com`)

describe("API_VALIDATION_ERROR names the field", () => {
  test.each<[path: string, message: string, changes: Changes]>([
    ["reference_id", 'Should have required property "reference_id"', { reference_id: undefined }],
    ["reference_id", 'Should have required property "reference_id"', { reference_id: null }],
    ["reference_id", '"reference_id" should have 1 to 255 characters', { reference_id: "" }],
    [
      "reference_id",
      '"reference_id" should have 1 to 255 characters',
      { reference_id: "r".repeat(256) },
    ],
    ["reference_id", '"reference_id" should be string', { reference_id: 1 }],
    ["channel_code", 'Should have required property "channel_code"', { channel_code: undefined }],
    [
      "channel_properties",
      'Should have required property "channel_properties"',
      { channel_properties: undefined },
    ],
    ["channel_properties", '"channel_properties" should be object', { channel_properties: [] }],
    [
      "channel_properties.account_number",
      'Should have required property "account_number"',
      account({ account_number: undefined }),
    ],
    [
      "channel_properties.account_number",
      '"account_number" should have 1 to 100 characters',
      account({ account_number: "1".repeat(101) }),
    ],
    [
      "channel_properties.account_holder_name",
      'Should have required property "account_holder_name"',
      account({ account_holder_name: undefined }),
    ],
    [
      "channel_properties.account_holder_name",
      '"account_holder_name" should have 1 to 100 characters',
      account({ account_holder_name: "" }),
    ],
    ["amount", 'Should have required property "amount"', { amount: undefined }],
    ["amount", '"amount" should be number', { amount: "10000" }],
    ["amount", '"amount" should be 0 or more', { amount: -1 }],
    ["amount", '"amount" should have 2 decimal places or less', { ...philippine, amount: 1.234 }],
    ["currency", 'Should have required property "currency"', { currency: undefined }],
    ["description", '"description" should have 1 to 100 characters', { description: "" }],
    [
      "description",
      '"description" should have 1 to 100 characters',
      { description: "d".repeat(101) },
    ],
    [
      "receipt_notification",
      '"receipt_notification" should be object',
      { receipt_notification: 1 },
    ],
    [
      "receipt_notification.email_to",
      '"email_to" should have at most 3 email addresses',
      { receipt_notification: { email_to: addresses(4) } },
    ],
    [
      "receipt_notification.email_cc",
      '"email_cc" should have at most 3 email addresses',
      { receipt_notification: { email_cc: addresses(4) } },
    ],
    [
      "receipt_notification.email_bcc",
      '"email_bcc" should be email addresses',
      { receipt_notification: { email_bcc: ["nobody"] } },
    ],
    [
      "receipt_notification.email_to",
      '"email_to" should be array',
      { receipt_notification: { email_to: "a@example.com" } },
    ],
    ["metadata", '"metadata" should be object', { metadata: "text" }],
    ["metadata", '"metadata" should have at most 50 keys', { metadata: keys(51) }],
    [
      "metadata",
      '"metadata" should have key names of at most 40 characters',
      { metadata: { ["k".repeat(41)]: "v" } },
    ],
    [
      "metadata",
      '"metadata" should have values of at most 500 characters',
      { metadata: { k: "v".repeat(501) } },
    ],
    [
      "channel_properties.recipient_given_names",
      'Should have required property "recipient_given_names"',
      cash({ recipient_given_names: undefined }),
    ],
    [
      "channel_properties.expires_at",
      '"expires_at" should be at least 2 days from now and not exceeding 90 days',
      cash({ expires_at: inDays(1.9) }),
    ],
    [
      "channel_properties.expires_at",
      '"expires_at" should be at least 2 days from now and not exceeding 90 days',
      cash({ expires_at: inDays(90.1) }),
    ],
    [
      "channel_properties.account_type",
      '"account_type" should be one of BANK_ACCOUNT',
      account({ account_type: "MOBILE_NO" }),
    ],
    [
      "channel_properties.account_type",
      '"account_type" should be one of MOBILE_NO, NATIONAL_ID, BANK_ACCOUNT',
      { ...thai, ...account({ account_type: "PASSPORT" }) },
    ],
    [
      "channel_properties.account_type",
      '"account_type" should be one of MOBILE_NO, NATIONAL_ID, PASSPORT, BUSINESS_REGISTRATION, BANK_ACCOUNT',
      { ...duitnow, ...account({ account_type: "IBAN" }) },
    ],
  ])("%s: %s", async (path, message, changes) => {
    const { status, body } = await client.post(changes)
    expect(status).toBe(400)
    expect(body).toEqual({
      error_code: "API_VALIDATION_ERROR",
      message,
      errors: [{ path, message }],
    })
  })

  test("and all of them where there are several", async () => {
    const { body } = await client.post({ amount: "1", currency: 2 })
    expect(body).toMatchObject({
      message: '"amount" should be number',
      errors: [{ path: "amount" }, { path: "currency" }],
    })
  })

  test.each([
    ["no header", {}],
    ["an empty header", { "idempotency-key": "" }],
    ["101 characters", { "idempotency-key": "k".repeat(101) }],
  ])("idempotency-key: %s", async (_what, headers) => {
    const { status, body } = await client.call("POST", "/v2/payouts", { headers, body: REQUEST })
    expect(status).toBe(400)
    expect(body).toMatchObject({
      error_code: "API_VALIDATION_ERROR",
      errors: [{ path: "idempotency-key" }],
    })
  })

  test.each(["", "{", "{]", '{"a":1,"a":2}'])("the body %j is no JSON", async (text) => {
    const headers = { "idempotency-key": "k" }
    const { status, body } = await client.call("POST", "/v2/payouts", { headers, body: text })
    expect(status).toBe(400)
    expect(body).toMatchObject({ error_code: "INVALID_JSON_FORMAT" })
  })

  test("the body is an object", async () => {
    const headers = { "idempotency-key": "k" }
    const { body } = await client.call("POST", "/v2/payouts", { headers, body: [] })
    expect(body).toMatchObject({ error_code: "API_VALIDATION_ERROR" })
  })
})

describe("at the edges of what is allowed a payout is made", () => {
  test.each<[what: string, changes: Changes]>([
    ["a reference of 255 characters", { reference_id: "é".repeat(255) }],
    ["a description of 100", { description: "😀".repeat(100) }],
    ["none", { description: undefined }],
    [
      "an account and a holder of 100",
      account({ account_number: "1".repeat(100), account_holder_name: "n".repeat(100) }),
    ],
    [
      "three addresses each",
      {
        receipt_notification: {
          email_to: addresses(3),
          email_cc: addresses(3),
          email_bcc: addresses(3),
        },
      },
    ],
    ["50 keys of metadata", { metadata: keys(50) }],
    ["a key of 40 and a value of 500", { metadata: { ["k".repeat(40)]: "v".repeat(500) } }],
    ["metadata that is null", { metadata: null }],
    ["2 decimals of PHP", { ...philippine, amount: 1.11 }],
    ["2 decimals of MYR", { ...duitnow, amount: 1.11 }],
    ["2 decimals of THB", { ...thai, amount: 1.11 }],
    ["cash until 2 days from now", cash({ expires_at: inDays(2.001) })],
    ["cash until 90 days from now", cash({ expires_at: inDays(89.99) })],
    ...["MOBILE_NO", "NATIONAL_ID", "PASSPORT", "BUSINESS_REGISTRATION", "BANK_ACCOUNT"].map(
      (type): [string, Changes] => [
        `${type} at DuitNow`,
        { ...duitnow, ...account({ account_type: type }) },
      ],
    ),
    ...["MOBILE_NO", "NATIONAL_ID", "BANK_ACCOUNT"].map((type): [string, Changes] => [
      `${type} in Thailand`,
      { ...thai, ...account({ account_type: type }) },
    ]),
    ["BANK_ACCOUNT anywhere", account({ account_type: "BANK_ACCOUNT" })],
  ])("%s", async (_what, changes) => {
    const { status, body } = await client.post(changes)
    expect(body).toMatchObject({ status: "ACCEPTED" })
    expect(status).toBe(200)
  })

  test.each([duitnow, thai])(
    "the account type is BANK_ACCOUNT where none is given: $channel_code",
    async (channel) => {
      const { body } = await client.post(channel)
      expect(body["channel_properties"]).toMatchObject({ account_type: "BANK_ACCOUNT" })
    },
  )
})
