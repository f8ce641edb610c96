import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import type { BatchEvent, PaidoutEvent, PaymentEvent, PayoutEvent } from "../../payout/event.ts"
import { FAILURE_CODES } from "../../payout/failure.ts"
import { decode } from "./decode.ts"
import { encode } from "./encode.ts"
import { samples } from "./samples.ts"
import { failureCodeOf } from "./status.ts"

const SECRETS = { callback_api_key: ["new", "old"] }

function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8")
}

function decoded(body: Uint8Array | string): PaidoutEvent {
  const answer = decode({ headers: {}, body: Buffer.from(body) })
  const [event] = answer.outcome === "events" ? answer.events : []
  if (!event) throw new Error(JSON.stringify(answer))
  return event
}

function bodyOf(event: PaidoutEvent): unknown {
  const webhook = encode(event, SECRETS)
  return webhook && JSON.parse(Buffer.from(webhook.body).toString("utf8"))
}

function sample(name: string): PaidoutEvent {
  const make = samples[name]
  if (!make) throw new Error(`No sample ${name}.`)
  return make()
}

describe("encode", () => {
  test.each([
    "payout-success",
    "payout-failed",
    "payout-delayed",
    "bulk-done",
    "bulk-delayed",
    "bulk-cancelled",
  ])("writes %s exactly as Pivot does", (name) => {
    expect(bodyOf(decoded(fixture(name)))).toEqual(JSON.parse(fixture(name)))
  })

  test.each(["payment-processing", "payment-paid", "payment-cancelled", "charge-success"])(
    "writes %s so that it reads the same again",
    (name) => {
      const event = decoded(fixture(name))
      expect(decoded(encode(event, SECRETS)?.body ?? "")).toEqual(event)
    },
  )

  test("sends the newest key, and HTTP Basic too where that is configured", () => {
    const secrets = { ...SECRETS, basic_username: ["u"], basic_password: ["p"] }
    expect(encode(sample("payout.success"), secrets)?.headers).toEqual({
      "X-API-Key": "new",
      Authorization: "Basic dTpw",
      "Content-Type": "application/json",
      Accept: "application/json",
    })
  })

  test("writes amounts past 2^53 digit by digit", () => {
    const amount = { amount: 90_071_992_547_409_930_000n, currency: "IDR" }
    const payment = { ...(sample("payment.paid") as PaymentEvent), amount }
    const payout = { ...(sample("payout.success") as PayoutEvent), amount }
    expect(Buffer.from(encode(payment, SECRETS)?.body ?? "").toString()).toContain(
      '"amount":{"value":9007199254740993,"currency":"IDR"}',
    )
    expect(Buffer.from(encode(payout, SECRETS)?.body ?? "").toString()).toContain(
      '"amount":{"currency":"IDR","value":"9007199254740993"}',
    )
  })

  test.each([
    ["a reversed payout", { status: "reversed" }],
    ["a cancelled payout", { status: "cancelled", reason: "declined" }],
    ["a pending payout", { status: "pending" }],
    ["a payout merely sent", { status: "processing", reason: null }],
    ["half a rupiah", { amount: { amount: 5_000n, currency: "IDR" } }],
  ])("has no words for %s", (_name, change) => {
    expect(encode({ ...sample("payout.success"), ...change } as PaidoutEvent, SECRETS)).toBeNull()
  })

  test.each([
    ["a request merely running", { status: "processing", reason: null }],
    ["a finished request without counters", { counters: null }],
  ])("has no words for %s", (_name, change) => {
    expect(encode({ ...sample("payout.done"), ...change } as PaidoutEvent, SECRETS)).toBeNull()
  })

  test("has no words for counters in another currency", () => {
    const done = sample("payout.done") as BatchEvent
    const counters = done.counters && { ...done.counters, currency: "PHP" }
    expect(encode({ ...done, counters }, SECRETS)).toBeNull()
  })

  test.each(FAILURE_CODES.filter((code) => code !== "unknown"))(
    "puts another provider's failure %s in words that Pivot has",
    (code) => {
      const failure = { code, providerCode: "X_1", providerReason: "words of another provider" }
      const failed = { ...(sample("payout.failed") as PayoutEvent), failure }
      const reason = (decoded(encode(failed, SECRETS)?.body ?? "") as PayoutEvent).failure
      expect(failureCodeOf(reason?.providerReason ?? null)).not.toBe("unknown")
    },
  )

  describe("CHARGE.SUCCESS is read as the charge that it tells of", () => {
    const session = sample("charge.success") as PaymentEvent
    const [charge] = session.charges
    const at = (providerId: string, paidAt: string | null) => ({ ...charge!, providerId, paidAt })
    const EARLY = "2026-11-21T08:00:00.000Z"
    const LATE = "2026-11-21T09:00:00.000Z"

    test.each([
      ["before a later one that was heard of first", "a", [at("a", EARLY), at("b", LATE)]],
      ["after an earlier one", "a", [at("a", LATE), at("b", EARLY)]],
      ["beside one of the same moment", "a", [at("a", EARLY), at("b", EARLY)]],
      ["without a time of its own", "a", [at("a", null), at("b", EARLY)]],
      ["where none has a time", "a", [at("a", null), at("b", null)]],
    ])("%s", (_name, paidCharge, charges) => {
      const event = { ...session, order: LATE, occurredAt: LATE, paidCharge, charges }
      const heard = decoded(encode(event, SECRETS)?.body ?? "") as PaymentEvent
      expect(heard).toMatchObject({ paidCharge, status: "processing" })
    })

    test("with charges that are not paid beside it", () => {
      const waiting = { ...at("w", null), status: "WAITING_FOR_USER_ACTION" }
      const charges = [at("a", EARLY), waiting]
      const event = { ...session, paidCharge: "a", charges }
      const heard = decoded(encode(event, SECRETS)?.body ?? "") as PaymentEvent
      expect(heard).toMatchObject({ paidCharge: "a", charges })
    })
  })

  test("names a payout of another provider by its one id and its reference", () => {
    const foreign = {
      ...(sample("payout.success") as PayoutEvent),
      providerId: "disb-1",
      batchProviderId: null,
      reference: null,
    }
    expect(bodyOf(foreign)).toMatchObject({
      data: { uuid: "disb-1", payouts: { referenceId: "disb-1" } },
    })
  })
})
