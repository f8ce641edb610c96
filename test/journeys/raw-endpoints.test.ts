import { hmacValidator } from "@adyen/api-library"
import { createHmac, randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import {
  createForwardingHub,
  type ForwardingHub,
  type PlaceBehind,
} from "../support/forwarding-hub.ts"
import { sampleOf, SECRETS } from "../support/hub-fixture.ts"
import { sendRawRequest, type RawRequest } from "../support/send-raw-request.ts"
import { call } from "../support/test-hub.ts"
import { findProvider } from "../../src/providers/index.ts"
import type { SourceSecrets } from "../../src/providers/provider.ts"

let hub: ForwardingHub
beforeAll(async () => {
  hub = await createForwardingHub()
})
afterAll(() => hub.stop())

const HMAC_KEY = SECRETS["adyen"]?.["hmac_key"]?.[0] ?? ""
const BASIC = { basic_username: ["adyen-user"], basic_password: ["päss:word"] }
const secretsOf: Readonly<Record<string, SourceSecrets>> = {
  pivot: SECRETS["pivot"] ?? {},
  xendit: SECRETS["xendit"] ?? {},
  adyen: { ...SECRETS["adyen"], ...BASIC },
}

/** What carries the credentials of a provider, for any bytes. */
function credentialLines(provider: string, body: Buffer): readonly string[] {
  switch (provider) {
    case "pivot":
      return ["X-API-Key: pivot-callback-key-0001"]
    case "xendit":
      return ["X-CALLBACK-TOKEN: xendit-callback-token-0001"]
    default: {
      const mac = createHmac("sha256", Buffer.from(HMAC_KEY, "hex")).update(body).digest("base64")
      const basic = Buffer.from("adyen-user:päss:word").toString("base64")
      return [`HmacSignature: ${mac}`, "Protocol: HmacSHA256", `Authorization: Basic ${basic}`]
    }
  }
}

/** What the provider itself sends: credentials, headers and body as it makes them. */
function genuine(provider: string, sample: string): RawRequest {
  const encoded = findProvider(provider)?.encode(
    sampleOf(provider, sample),
    secretsOf[provider] ?? {},
  )
  if (!encoded) throw new Error("no words for it")
  const lines = Object.entries(encoded.headers).map(([name, value]) => `${name}: ${value}`)
  return { lines, body: Buffer.from(encoded.body) }
}

function adyenReport(): Buffer {
  const item = {
    eventCode: "REPORT_AVAILABLE",
    eventDate: "2026-11-21T08:00:00+00:00",
    merchantAccountCode: "PaidoutTestMerchant",
    pspReference: "settlement_report_1.csv",
    success: "true",
    amount: { currency: "EUR", value: 0 },
    additionalData: { hmacSignature: "" },
  }
  const signed = item as unknown as Parameters<hmacValidator["calculateHmac"]>[0]
  item.additionalData.hmacSignature = new hmacValidator().calculateHmac(signed, HMAC_KEY)
  const notification = { live: "false", notificationItems: [{ NotificationRequestItem: item }] }
  return Buffer.from(JSON.stringify(notification))
}

const topUp = readFileSync(
  new URL("../../src/providers/pivot/fixtures/other-top-up.json", import.meta.url),
)
const SAMPLES = {
  pivot: ["payout.success", "payout.failed", "payment.paid"],
  xendit: ["payout.succeeded", "v3_payout.reversed"],
  adyen: ["payout.thirdparty", "paidout.reversed", "transfer.booked"],
}

/** Title, and what is sent. */
function requestsOf(provider: keyof typeof SAMPLES): readonly (readonly [string, RawRequest])[] {
  const any = (body: Buffer, rest: Partial<RawRequest> = {}): RawRequest => ({
    ...rest,
    lines: [...credentialLines(provider, body), ...(rest.lines ?? [])],
    body,
  })
  const json = Buffer.from('{ "event" : "SOMETHING.ELSE",\r\n\t"n":1.0, "data":{} }\n')
  const own = SAMPLES[provider].map((name) => [name, genuine(provider, name)] as const)
  const [[, first] = ["", genuine(provider, SAMPLES[provider][0] ?? "")]] = own
  const basic = credentialLines(provider, json).filter((line) => line.startsWith("Auth"))
  const ignored: Readonly<Record<string, RawRequest>> = {
    pivot: any(topUp, { lines: ["Content-Type: application/json; charset=utf-8"] }),
    xendit: any(Buffer.from('{"event":"invoice.paid","data":{"id":"1"}}')),
    adyen: { lines: [...basic, "Content-Type: application/json"], body: adyenReport() },
  }
  return [
    ...own,
    ["the same again", first],
    ["an event that Paidout ignores", ignored[provider] ?? first],
    ["an event that nobody knows", any(json, { lines: ["Content-Type: application/json"] })],
    ["no content type", any(json)],
    [
      "an odd content type",
      any(json, { lines: ["content-TYPE: text/plain;;charset=klingon, */*"] }),
    ],
    ["a malformed content type", any(json, { lines: ["Content-Type: ;"] })],
    ["bytes that are no UTF-8", any(Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0x0d, 0x0a]))],
    ["an empty body", any(Buffer.alloc(0), { lines: ["Content-Type: application/json"] })],
    ["a body of 1 MiB", any(randomBytes(1024 * 1024))],
    ["chunks", any(json, { chunked: true })],
    ["a compressed body", any(gzipSync(json), { lines: ["Content-Encoding: gzip"] })],
    [
      "headers in any letters, twice, empty, and of other than ASCII",
      any(json, {
        lines: [
          "x-lower: 1",
          "X-UPPER: 2",
          "X-Twice: first",
          "x-twice: second",
          "X-Empty:",
          "X-Spaced:   in the middle\tand tab  ",
          "X-Latin: \u00e4\u00ff",
          "__proto__: a header like any other",
          "constructor: another",
          "Webhook-Id: 7b0ccf8c",
          "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ],
      }),
    ],
    [
      "its own client",
      any(json, {
        lines: [
          "User-Agent: Vendor/1.0 (webhooks)",
          "Accept: */*;q=0.1",
          "Accept-Encoding: gzip, br",
        ],
      }),
    ],
    [
      "headers of its connection",
      any(json, {
        connection: [
          "Connection: close, X-Hop",
          "X-Hop: 1",
          "Expect: 100-continue",
          "TE: trailers",
        ],
      }),
    ],
  ]
}

describe.each(["pivot", "xendit", "adyen"] as const)(
  "a handler of %s behind Paidout",
  (provider) => {
    let place: PlaceBehind
    beforeAll(async () => {
      place = await hub.putBehind(provider, secretsOf[provider] ?? {})
    })

    test("is registered by a marked sample of that provider that it authenticates", () => {
      expect(place.sample.status).toBe(200)
      const decoded = findProvider(provider)?.decode({
        headers: place.sample?.headers ?? {},
        body: place.sample?.body ?? Buffer.alloc(0),
      })
      expect(decoded).toMatchObject({ outcome: "events", events: [{ subject: "payout" }] })
      expect(place.sample?.body.toString("utf8").toLowerCase()).toContain("sample")
    })

    test.each(requestsOf(provider))("sees what it saw before: %s", async (_title, request) => {
      const { handler, path } = place
      expect(await sendRawRequest(handler.port, "/h", request)).toBe(200)
      const direct = await handler.next()
      expect(await sendRawRequest(hub.port, path, request)).toBe(200)
      await hub.settle()
      const behind = await handler.next()
      expect(behind.body.equals(direct.body)).toBe(true)
      expect(behind.body.equals(request.body)).toBe(true)
      const { "x-hop": _, ...headers } = direct.headers
      expect(behind.headers).toEqual(headers)
      expect(behind.status).toBe(200)
    })

    test("and each was delivered once, under the name that the provider gives it", async () => {
      const deliveries = `GET /v1/deliveries?endpoint_id=${place.endpointId}&limit=100`
      const recorded = async () => {
        const { json } = await call(hub, deliveries)
        return json.data as { id: string; state: string; subject_id: string }[]
      }
      await expect
        .poll(async () => new Set((await recorded()).map(({ state }) => state)))
        .toEqual(new Set(["delivered"]))
      const rows = await recorded()
      expect(rows).toHaveLength(requestsOf(provider).length)
      for (const row of rows)
        expect(row).toMatchObject({ subject: "message", type: "message", event_id: null })
      for (const { id, subject_id: messageId } of rows.slice(0, 3)) {
        expect((await call(hub, `GET /v1/messages/${messageId}`)).status).toBe(200)
        const { json } = await call(hub, `GET /v1/deliveries?message_id=${messageId}`)
        expect(json.data.map((each: { id: string }) => each.id)).toEqual([id])
      }
      expect(place.handler.seen).toEqual([])
    })
  },
)
