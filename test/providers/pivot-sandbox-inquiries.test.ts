import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { createPivotClient, type PivotClient } from "../support/pivot-client.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let client: PivotClient

beforeEach(async () => {
  fixture = await createSandboxFixture("pivot")
  client = createPivotClient(fixture.baseUrl, fixture.credentials)
})
afterEach(async () => await fixture.close())

interface Inquiry {
  readonly uuid: string
  readonly merchantId: string
  readonly inquiryResult: { readonly status: string; readonly detail?: string }
}

function inquire(accountNumber: string, accountName = "Dummy Simulation", channelCode = "BRI") {
  const body = { channelCode, channelInformation: { accountNumber, accountName } }
  return client.call<Inquiry>("POST", "/v1/inquiry-account", { body })
}

describe("an account inquiry", () => {
  test("of the account's holder is VALID, without a detail", async () => {
    const reply = await inquire("999966660001")
    expect(reply).toMatchObject({ status: 200, code: "00", message: "OK" })
    expect(reply.data).toEqual({
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      merchantId: fixture.credentials["merchant_id"],
      inquiryResult: { status: "VALID" },
    })
  })

  test("of another name is a WARNING with the bank's record, as the vendor's sample has it", async () => {
    expect((await inquire("999966660001", "Reforza Pivot")).data.inquiryResult).toEqual({
      status: "WARNING",
      detail:
        "The account name entered does not match the bank's records. " +
        "Please check the account information and try again. Bank record: Dummy Simulation",
    })
  })

  test("of a similar name is a WARNING in the other documented words", async () => {
    expect((await inquire("999966660001", "dummy  simulasi")).data.inquiryResult).toEqual({
      status: "WARNING",
      detail:
        "The account name entered is not an exact match. " +
        "Please check the account information and try again. Bank record: Dummy Simulation",
    })
  })

  test("of an account that is not there is INVALID", async () => {
    expect((await inquire("999966660003")).data.inquiryResult).toEqual({
      status: "INVALID",
      detail: "Account number not found",
    })
  })

  test("may be PENDING for a while, then has a result", async () => {
    await fixture.configure({ settings: { inquiry_accounts: { "123": "PENDING" } } })
    const { data } = await inquire("123", "Sari Dewi")
    expect(data.inquiryResult).toEqual({ status: "PENDING", detail: "Inquiry in progress" })
    await fixture.advance(21)
    const later = await client.call<Inquiry>("GET", `/v1/inquiry-account/${data.uuid}`)
    expect(later.data).toEqual({ ...data, inquiryResult: { status: "VALID" } })
    const thing = await fixture.inWorld((world) => world.find("inquiry", data.uuid))
    expect(thing?.status).toBe("VALID")
  })

  test("is the same one per channel and account number, whatever the name", async () => {
    const [first, again] = await Promise.all([inquire("777", "Sari"), inquire("777", "Sari")])
    expect(again.data).toEqual(first.data)
    expect((await inquire("777", "Budi")).data.uuid).toBe(first.data.uuid)
    expect((await inquire("778", "Sari")).data.uuid).not.toBe(first.data.uuid)
    expect((await inquire("777", "Sari", "BCA")).data.uuid).not.toBe(first.data.uuid)
  })

  test("is read again by its uuid; any other is a 404", async () => {
    const { data } = await inquire("999966660001", "Somebody Else")
    const read = await client.call<Inquiry>("GET", `/v1/inquiry-account/${data.uuid}`)
    expect(read.data).toEqual(data)
    for (const uuid of ["nothing", "%00", "00000000-0000-4000-8000-000000000000"]) {
      const reply = await client.call("GET", `/v1/inquiry-account/${uuid}`)
      expect([reply.status, reply.code]).toEqual([404, "resource_missing"])
      expect(reply.message).toBe("Inquiry ID is not exist")
    }
  })

  test("may stand in a payout in the place of its destination", async () => {
    const { data } = await inquire("888", "Sari Dewi", "BCA")
    const { data: payout } = await client.createPayouts([
      { referenceId: "P-1", inquiryId: data.uuid, amount: { value: "10000", currency: "IDR" } },
    ])
    expect(payout.payouts[0]).toMatchObject({
      inquiryId: data.uuid,
      channelCode: "BCA",
      channelInformation: { accountNumber: "888", accountName: "Sari Dewi" },
    })
  })

  test("takes its fee once from the fee balance, where there is one", async () => {
    const before = await fixture.balance("MASTER", "IDR")
    await fixture.configure({ settings: { inquiry_fee: "450" } })
    await inquire("777")
    await inquire("777")
    expect(before - (await fixture.balance("MASTER", "IDR"))).toBe(4_500_000n)
  })
})

describe("an inquiry that is refused", () => {
  test("because its body is flat names no field, as was observed", async () => {
    const body = { channelCode: "BRI", accountNumber: "777", accountName: "Sari" }
    const reply = await client.call("POST", "/v1/inquiry-account", { body })
    expect([reply.status, reply.code]).toEqual([400, "field_required"])
    expect(reply.error?.details).toEqual([{ field: "", message: "Make sure  value is fulfilled" }])
  })

  test("names what is wrong with it, in the documented codes", async () => {
    for (const [code, field, changes] of WRONG_INQUIRIES) {
      const information = { accountNumber: "777", accountName: "Sari" }
      const body = { channelCode: "BRI", channelInformation: information, ...changes }
      const reply = await client.call("POST", "/v1/inquiry-account", { body })
      expect([changes, reply.status, reply.code]).toEqual([changes, 400, code])
      expect(reply.error?.details[0]?.field).toBe(field)
    }
  })
})

const WRONG_INQUIRIES: readonly (readonly [code: string, field: string, changes: object])[] = [
  ["field_required", "channelCode", { channelCode: undefined }],
  ["unsupported_channel_code", "channelCode", { channelCode: "014" }],
  ["field_format_invalid", "channelCode", { channelCode: 14 }],
  ["field_required", "accountNumber", { channelInformation: { accountName: "Sari" } }],
  ["field_required", "accountName", { channelInformation: { accountNumber: "777" } }],
  [
    "field_format_invalid",
    "accountNumber",
    { channelInformation: { accountNumber: "7".repeat(61), accountName: "Sari" } },
  ],
  [
    "field_format_invalid",
    "accountName",
    { channelInformation: { accountNumber: "777", accountName: "a\u0000b" } },
  ],
]
