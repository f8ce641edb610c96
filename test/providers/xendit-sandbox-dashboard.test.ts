import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"
import { createXenditClient, SLOW, type XenditClient } from "../support/xendit-client.ts"

let fixture: SandboxFixture
let client: XenditClient

beforeAll(async () => {
  fixture = await createSandboxFixture("xendit", { settings: SLOW })
  client = createXenditClient(fixture)
})
afterAll(async () => await fixture.close())

const bca = (online: boolean) => fixture.act("set_channel", { channel_code: "ID_BCA", online })

describe("a channel that is offline", () => {
  test("keeps its payouts ACCEPTED; when it is back they go on by themselves", async () => {
    await bca(false)
    const before = await fixture.balance("CASH", "IDR")
    const waiting = [await client.create(), await client.create(), await client.createTo("999999")]
    const other = await client.create({ channelCode: "ID_BNI" })
    await fixture.advance(3 * 24 * 3_600)
    const statuses = () => Promise.all(waiting.map(({ id }) => client.status(id)))
    expect(await statuses()).toEqual(["ACCEPTED", "ACCEPTED", "ACCEPTED"])
    expect(await client.status(other.id)).toBe("SUCCEEDED")
    expect(await fixture.balance("CASH", "IDR")).toBe(before - 100_000_000n)
    expect(await bca(true)).toMatchObject({ detail: { resumed: 3 } })
    await fixture.advance(1)
    expect(await statuses()).toEqual(["REQUESTED", "REQUESTED", "REQUESTED"])
    await fixture.advance(90)
    expect(await statuses()).toEqual(["SUCCEEDED", "SUCCEEDED", "FAILED"])
    expect(await fixture.balance("CASH", "IDR")).toBe(before - 300_000_000n)
  })

  test("lets a payout be cancelled, which then does not go on", async () => {
    await bca(false)
    const { id } = await client.create()
    await fixture.advance(600)
    expect(await client.payouts.cancelPayout({ id })).toMatchObject({ status: "CANCELLED" })
    expect(await bca(true)).toMatchObject({ detail: { resumed: 0 } })
    await fixture.advance(600)
    expect(await client.status(id)).toBe("CANCELLED")
  })

  test("holds up nothing that is sent already, nor a payout that never is", async () => {
    const sent = await client.create()
    const stuck = await client.createTo("131313")
    await fixture.advance(90)
    await bca(false)
    await fixture.advance(600)
    expect(await client.status(sent.id)).toBe("SUCCEEDED")
    expect(await bca(true)).toMatchObject({ detail: { resumed: 0 } })
    await fixture.advance(600)
    expect(await client.status(stuck.id)).toBe("ACCEPTED")
  })

  test("hurries no payout whose turn has not come", async () => {
    const { id } = await client.create()
    await bca(false)
    expect(await bca(true)).toMatchObject({ detail: { resumed: 0 } })
    await fixture.advance(30)
    expect(await client.status(id)).toBe("ACCEPTED")
  })

  test("may be switched twice: each payout is sent and told once", async () => {
    await bca(false)
    await bca(false)
    const { id } = await client.create()
    await fixture.advance(600)
    await bca(true)
    await bca(true)
    await fixture.advance(600)
    expect(await client.status(id)).toBe("SUCCEEDED")
    expect(await client.webhooks(id, 1)).toHaveLength(1)
  })
})

describe("create_payout", () => {
  test("needs nothing and makes what a call would", async () => {
    const { thing, said, detail } = await fixture.act("create_payout")
    expect(thing).toEqual({ kind: "payout", name: expect.stringMatching(/^disb-/) })
    expect(said).toBe(`The payout ${thing?.name} was accepted.`)
    expect(detail).toMatchObject({ channel_code: "ID_BCA", amount: 100_000, status: "ACCEPTED" })
    await fixture.advance(600)
    expect(await client.status(thing?.name ?? "")).toBe("SUCCEEDED")
    expect(await client.webhooks(thing?.name ?? "", 1)).toHaveLength(1)
  })

  test.each(["IDR", "PHP", "MYR", "THB", "VND"])("knows a channel of %s", async (currency) => {
    const { detail } = await fixture.act("create_payout", { currency })
    expect(detail).toMatchObject({ currency, status: "ACCEPTED" })
  })

  test("takes everything that a call takes", async () => {
    const args = {
      amount: "0012.50",
      channel_code: "MY_DUITNOW",
      currency: "MYR",
      account_number: "999999",
      account_holder_name: "A",
      account_type: "MOBILE_NO",
      reference_id: "r-1",
      description: "d",
      receipt_notification: { email_to: ["a@example.com"] },
      metadata: { a: 1 },
    }
    const { detail } = await fixture.act("create_payout", args)
    expect(detail).toMatchObject({
      amount: 12.5,
      reference_id: "r-1",
      description: "d",
      channel_properties: {
        account_number: "999999",
        account_holder_name: "A",
        account_type: "MOBILE_NO",
      },
      receipt_notification: { email_to: ["a@example.com"] },
      metadata: { a: 1 },
    })
  })

  test("makes cash for a person", async () => {
    const args = { channel_code: "PH_CITI", account_holder_name: "Justin Baby" }
    const { thing } = await fixture.act("create_payout", args)
    await fixture.advance(600)
    expect(await client.status(thing?.name ?? "")).toBe("EXPIRED")
  })

  test("says why Xendit refuses it", async () => {
    await expect(fixture.act("create_payout", { channel_code: "BCA" })).rejects.toMatchObject({
      code: "sandbox_action_refused",
      message: expect.stringContaining("is not supported"),
      detail: { error_code: "CHANNEL_CODE_NOT_SUPPORTED" },
    })
    await expect(fixture.act("create_payout", { amount: "1e3" })).rejects.toMatchObject({
      code: "request_invalid",
    })
  })
})

describe("other things that are done by hand", () => {
  test("cancel, fail and reverse do what they say, with webhooks as the provider sends them", async () => {
    const before = await fixture.balance("CASH", "IDR")
    const [cancelled, failed, reversed] = [
      (await client.createTo("131313")).id,
      (await client.create()).id,
      (await client.create()).id,
    ]
    await fixture.act("cancel", { id: cancelled })
    await fixture.act("fail", { id: failed, failure_code: "DESTINATION_MAXIMUM_LIMIT" })
    await fixture.advance(600)
    await fixture.act("reverse", { id: reversed })
    await fixture.advance(600)
    expect(await client.status(cancelled)).toBe("CANCELLED")
    expect(await client.payouts.getPayoutById({ id: failed })).toMatchObject({
      status: "FAILED",
      failureCode: "DESTINATION_MAXIMUM_LIMIT",
    })
    expect(await client.status(reversed)).toBe("REVERSED")
    expect(await fixture.balance("CASH", "IDR")).toBe(before)
    const told = async (id: string, count: number) =>
      (await client.webhooks(id, count)).map(({ event }) => event)
    expect(await told(cancelled, 0)).toEqual([])
    expect(await told(failed, 1)).toEqual(["payout.failed"])
    expect(await told(reversed, 2)).toEqual(["payout.succeeded", "payout.reversed"])
  })

  test("fail takes the codes of the page", async () => {
    const codes = [
      "INSUFFICIENT_BALANCE",
      "INVALID_DESTINATION",
      "REJECTED_BY_CHANNEL",
      "TEMPORARY_TRANSFER_ERROR",
      "TRANSFER_ERROR",
      "UNKNOWN_BANK_NETWORK_ERROR",
      "DESTINATION_MAXIMUM_LIMIT",
    ]
    for (const code of codes) {
      const { id } = await client.create()
      await fixture.act("fail", { id, failure_code: code })
      const [webhook] = await client.webhooks(id, 1)
      expect(webhook?.data["failure_code"]).toBe(code)
    }
  })

  test.each([
    ["cancel", {}, "Only one that is ACCEPTED"],
    ["fail", { failure_code: "TRANSFER_ERROR" }, "It can be reversed."],
  ])("%s is refused for a payout that has SUCCEEDED, with advice", async (name, args, advice) => {
    const { id } = await client.create()
    await fixture.advance(600)
    await expect(fixture.act(name, { id, ...args })).rejects.toMatchObject({
      code: "sandbox_action_refused",
      message: expect.stringContaining(advice),
    })
  })

  test.each<[string, object, string]>([
    ["reverse", {}, "sandbox_action_refused"],
    ["fail", { failure_code: "lower case" }, "sandbox_action_refused"],
    ["fail", {}, "request_invalid"],
    ["reverse", { id: "disb-unknown" }, "sandbox_action_refused"],
    [
      "set_channel",
      { id: undefined, channel_code: "NONE", online: true },
      "sandbox_action_refused",
    ],
    ["top_up", { id: undefined, amount: "0", currency: "IDR" }, "sandbox_action_refused"],
    ["top_up", { id: undefined, amount: "1.50", currency: "IDR" }, "sandbox_action_refused"],
    ["top_up", { id: undefined, amount: "1", currency: "JPY" }, "request_invalid"],
    ["fly", {}, "sandbox_action_unknown"],
  ])("%s %o is refused: %s", async (name, args, code) => {
    const { id } = await client.createTo("131313")
    const given = Object.fromEntries(
      Object.entries({ id, ...args }).filter(([, value]) => value !== undefined),
    )
    await expect(fixture.act(name, given)).rejects.toMatchObject({ code })
  })
})

describe("a channel that many wait for", () => {
  test("brings all of them back, however many wait", async () => {
    await fixture.act("set_channel", { channel_code: "ID_BRI", online: false })
    const { id } = await client.create({ channelCode: "ID_BRI" })
    await fixture.advance(600)
    await fixture.inWorld(async (world) => {
      const one = await world.find("payout", id)
      if (one === null) throw new Error("the payout is gone")
      const { kind, reference, parent, status, state } = one
      const copies = Array.from({ length: 1_000 }, (_, index) => ({
        ...{ kind, reference, parent, status, state },
        name: `${id}-${index}`,
      }))
      await world.addAll(copies)
    })
    expect(
      await fixture.act("set_channel", { channel_code: "ID_BRI", online: true }),
    ).toMatchObject({ detail: { resumed: 1_001 } })
  })
})
