import { hmacValidator, TransferWebhooksHandler } from "@adyen/api-library"
import { XMLParser } from "fast-xml-parser"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { PayoutEvent } from "../../payout/event.ts"
import type { EncodedWebhook } from "../provider.ts"
import { foreignPayout, foreignPayouts, newsOf, wishFor } from "./fixtures/foreign-payouts.ts"
import { OTHER_KEY, requestOf, SECRETS } from "./fixtures/requests.ts"
import { adyen } from "./index.ts"

const { dialect } = adyen
const CLASSIC_FORMS = ["json", "form", "soap"] as const
const KEY = SECRETS["hmac_key"]?.[0] ?? ""
const BASIC = { basic_username: ["paidout"], basic_password: ["pass:wörd"] }

function frozenOf(event: PayoutEvent, form: string): EncodedWebhook {
  const said = dialect.tell(newsOf(event), wishFor(form))
  if (said === null) throw new Error("nothing is said")
  return said.webhook
}

function textOf({ body }: EncodedWebhook): string {
  return Buffer.from(body).toString("utf8")
}

/** How many characters were put in at one place; throws where anything else is different. */
function inserted(before: string, after: string): number {
  let start = 0
  while (start < before.length && before[start] === after[start]) start += 1
  if (!after.endsWith(before.slice(start))) throw new Error(`${before} became ${after}`)
  return after.length - before.length
}

/** Texts that look like the places where a signature stands. */
const awkward = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    '"additionalData":{"hmacSignature":"x"},',
    '\\"additionalData\\":{',
    "&additionalData.hmacSignature=x",
    "<additionalData>",
    '<entry><key xsi:type="xsd:string">hmacSignature</key><value>x</value></entry>',
    "hmacSignature",
    "$& $1 $`",
    " a:b\\c/d ü№ 💸 ]]> %26 &amp;",
  ),
)

/** Adyen's own, so that its additional data is written too. */
const awkwardPayout = fc
  .record({
    reference: awkward,
    account: awkward,
    reason: awkward,
    method: awkward,
    key: awkward,
    value: awkward,
  })
  .map(({ reference, account, reason, method, key, value }) =>
    foreignPayout({
      wireEvent: "PAIDOUT_REVERSED",
      status: "reversed",
      providerId: "K7RTXW2Q9MZBPS82",
      reference,
      account,
      failure: { code: "refused", providerCode: null, providerReason: reason },
      details: { channelCode: method, extra: { [key]: value } },
    }),
  )

describe.each(dialect.forms)("signing %s", (form) => {
  test("changes no byte of the body besides the signature, whatever stands in it", () => {
    fc.assert(
      fc.property(awkwardPayout, (event) => {
        const frozen = frozenOf(event, form)
        const before = textOf(frozen)
        const signed = dialect.sign(frozen, SECRETS)
        expect(textOf(dialect.sign(frozen, SECRETS))).toBe(textOf(signed))
        expect(textOf(dialect.sign(signed, {}))).toBe(before)
        expect(textOf(frozen)).toBe(before)
        const entry = inserted(before, textOf(signed))
        expect(entry === 0).toBe(form === "transfer")
        expect(entry).toBeLessThan(200)
      }),
      { numRuns: 300 },
    )
  })

  test("is verified, and says what was frozen", () => {
    fc.assert(
      fc.property(awkwardPayout, (event) => {
        const frozen = frozenOf(event, form)
        const request = requestOf(dialect.sign(frozen, { ...SECRETS, ...BASIC }))
        expect(adyen.verify(request, { ...SECRETS, ...BASIC })).toEqual({ outcome: "authentic" })
        expect(adyen.decode(request)).toEqual(adyen.decode(requestOf(frozen)))
      }),
      { numRuns: 300 },
    )
  })

  test("again with another key puts its signature in the place of the first", () => {
    const frozen = frozenOf(foreignPayouts.pivot, form)
    const once = dialect.sign(frozen, SECRETS)
    const twice = dialect.sign(once, { hmac_key: [OTHER_KEY] })
    expect(twice).toEqual(dialect.sign(frozen, { hmac_key: [OTHER_KEY] }))
    expect(adyen.verify(requestOf(twice), SECRETS)).toMatchObject({ reason: "signature_mismatch" })
    expect(adyen.verify(requestOf(twice), { hmac_key: [OTHER_KEY] }).outcome).toBe("authentic")
  })

  test("without a key leaves no signature, not even an empty one, and no protocol", () => {
    const bare = dialect.sign(dialect.sign(frozenOf(foreignPayout(), form), SECRETS), BASIC)
    expect(textOf(bare)).not.toMatch(/hmac/i)
    expect(Object.keys(bare.headers).toSorted()).toEqual(["authorization", "content-type"])
    expect(adyen.verify(requestOf(bare), BASIC)).toEqual({ outcome: "authentic" })
  })

  test("sends no SOAPAction, and Basic authentication only where there is a user", () => {
    const { headers } = dialect.sign(frozenOf(foreignPayout(), form), SECRETS)
    const names =
      form === "transfer" ? ["content-type", "hmacsignature", "protocol"] : ["content-type"]
    expect(Object.keys(headers).toSorted()).toEqual(names)
    expect(headers["content-type"]).toBe(
      {
        json: "application/json; charset=utf-8",
        form: "application/x-www-form-urlencoded",
        soap: "text/xml; charset=utf-8",
        transfer: "application/json; charset=utf-8",
      }[form],
    )
    const basic =
      dialect.sign(frozenOf(foreignPayout(), form), BASIC).headers["authorization"] ?? ""
    expect(Buffer.from(basic.slice("Basic ".length), "base64").toString()).toBe("paidout:pass:wörd")
  })
})

/** What a handler reads from each form to give it to Adyen's library. */
const READERS: Readonly<Record<(typeof CLASSIC_FORMS)[number], (body: string) => Item>> = {
  json: (body) => JSON.parse(body).notificationItems[0].NotificationRequestItem,
  form(body) {
    const fields = Object.fromEntries(new URLSearchParams(body))
    const signature = fields["additionalData.hmacSignature"]
    return {
      ...fields,
      amount: { value: Number(fields["value"]), currency: fields["currency"] },
      additionalData: { hmacSignature: signature },
    } as unknown as Item
  },
  soap(body) {
    const parser = new XMLParser({ removeNSPrefix: true, parseTagValue: false, trimValues: false })
    const { notification } = parser.parse(body).Envelope.Body.sendNotification
    const item = notification.notificationItems.NotificationRequestItem
    const { entry } = item.additionalData
    return { ...item, additionalData: { [entry.key["#text"] ?? entry.key]: entry.value } }
  },
}
type Item = Parameters<InstanceType<typeof hmacValidator>["validateHMAC"]>[0]

test("more items than this provider writes are refused, since one signature covers one", () => {
  const whole = frozenOf(foreignPayout(), "json")
  const message = JSON.parse(textOf(whole)) as { notificationItems: unknown[] }
  const items = [...message.notificationItems, ...message.notificationItems]
  const body = Buffer.from(JSON.stringify({ ...message, notificationItems: items }))
  expect(() => dialect.sign({ ...whole, body }, SECRETS)).toThrow("one item")
})

describe("a body that breaks off", () => {
  test.each(dialect.forms)("is sent as it is, unsigned, and is not authentic, as %s", (form) => {
    const whole = frozenOf(foreignPayout(), form)
    for (const bytes of [0, 1, Math.floor(whole.body.length / 2), whole.body.length - 1]) {
      const broken = { ...whole, body: whole.body.slice(0, bytes) }
      const signed = dialect.sign(broken, { ...SECRETS, ...BASIC })
      expect(signed.headers["authorization"]).toMatch(/^Basic /)
      // Fields of a form are read one by one: what is left of them may still be signed.
      if (form === "form") expect(textOf(signed).startsWith(textOf(broken))).toBe(true)
      else expect(textOf(signed)).toBe(textOf(broken))
      if (form !== "form") expect(adyen.verify(requestOf(signed), SECRETS).outcome).toBe("refused")
    }
  })
})

describe("Adyen's own library", () => {
  const validator = new hmacValidator()
  const cases = Object.entries(foreignPayouts).flatMap(([name, event]) =>
    CLASSIC_FORMS.map((form) => [name, form, event] as const),
  )

  test.each(cases)("accepts a payout of %s as %s", (_name, form, event) => {
    const { body } = dialect.sign(frozenOf(event, form), SECRETS)
    const item = READERS[form](Buffer.from(body).toString("utf8"))
    expect(item.merchantReference).toBe(event.reference)
    expect(validator.validateHMAC(item, KEY)).toBe(true)
    expect(validator.validateHMAC(item, OTHER_KEY)).toBe(false)
    expect(validator.validateHMAC({ ...item, merchantReference: "another" }, KEY)).toBe(false)
  })

  test.each(["a:b:c", "a/b", "a\\b", " a", "ü№ 💸", "<a>&amp;\"'", "+%2B"])(
    "accepts the reference %o in every form",
    (reference) => {
      for (const form of CLASSIC_FORMS) {
        const { body } = dialect.sign(frozenOf(foreignPayout({ reference }), form), SECRETS)
        const item = READERS[form](Buffer.from(body).toString("utf8"))
        expect(validator.validateHMAC(item, KEY)).toBe(true)
      }
    },
  )

  test.each(Object.entries(foreignPayouts))("accepts a transfer of %s", (_name, event) => {
    const { headers, body } = dialect.sign(frozenOf(event, "transfer"), SECRETS)
    const text = Buffer.from(body).toString("utf8")
    const signature = headers["hmacsignature"] ?? ""
    expect(validator.validateHMACSignature(KEY, signature, text)).toBe(true)
    expect(validator.validateHMACSignature(OTHER_KEY, signature, text)).toBe(false)
    const { data, type } = new TransferWebhooksHandler(text).getTransferNotificationRequest()
    expect(type).toBe("balancePlatform.transfer.created")
    expect(data).toMatchObject({
      id: event.providerId,
      reference: event.reference,
      amount: { currency: "IDR", value: 275_000 },
    })
  })
})
