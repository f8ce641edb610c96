import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { measureCpu } from "../../../test/support/measure-cpu.ts"
import type { WebhookRequest } from "../provider.ts"
import { adyen } from "./index.ts"
import {
  CLASSIC_ITEM,
  classicBody,
  fixture,
  request,
  SECRETS,
  transferBody,
} from "./fixtures/requests.ts"

const MEBIBYTE = 1024 * 1024
const CPU_MS_MAX = 1_000

/** Verified and decoded, with the processor time both took together. */
function take(incoming: WebhookRequest) {
  const { result, cpuMs } = measureCpu(() => ({
    verdict: adyen.verify(incoming, SECRETS),
    decoded: adyen.decode(incoming),
  }))
  return { ...result, cpuMs }
}

function soap(item: string, before = "", after = ""): string {
  return (
    `${before}<e:Envelope xmlns:e="x"><e:Body><sendNotification><notification><live>false</live>` +
    `<notificationItems><NotificationRequestItem>${item}</NotificationRequestItem></notificationItems>` +
    `</notification></sendNotification></e:Body></e:Envelope>${after}`
  )
}

function soapItem(overrides: Readonly<Record<string, string>> = {}): string {
  const { amount, ...texts } = CLASSIC_ITEM
  const fields = Object.entries({ ...texts, ...overrides })
  const elements = fields.map(([name, text]) => `<${name}>${text}</${name}>`).join("")
  return `<amount><currency>${amount.currency}</currency><value>${amount.value}</value></amount>${elements}`
}

function reference(text: string) {
  const decoded = adyen.decode(request(soap(soapItem({ merchantReference: text }))))
  if (decoded.outcome !== "events") return decoded.outcome
  const [event] = decoded.events
  return event?.subject === "payout" ? event.reference : undefined
}

const MALFORMED = { outcome: "unrecognised", reason: "body_malformed" }

describe("XML from a stranger", () => {
  const laughs = `<!DOCTYPE e [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`

  test.each([
    ["a DOCTYPE", soap(soapItem(), "<!DOCTYPE e>")],
    ["a DOCTYPE in lower case", soap(soapItem(), "<!doctype e>")],
    ["a billion laughs", soap(soapItem({ reason: "&b;" }), laughs)],
    [
      "an external entity",
      soap(soapItem(), `<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]>`),
    ],
    ["a parameter entity", soap(soapItem(), `<!DOCTYPE e [<!ENTITY % x SYSTEM "http://x/">%x;]>`)],
    ["an entity nobody declared", soap(soapItem({ reason: "&nbsp;" }))],
    ["a bare ampersand", soap(soapItem({ reason: "a & b" }))],
    ["a reference to NUL", soap(soapItem({ reason: "&#0;" }))],
    ["a reference past Unicode", soap(soapItem({ reason: "&#x110000;" }))],
    ["a reference to half a character", soap(soapItem({ reason: "&#xD800;" }))],
    ["a NUL", soap(soapItem({ reason: "\u0000" }))],
    ["a processing instruction", soap(soapItem({ reason: "<?php x?>" }))],
    ["a stylesheet", soap(soapItem(), `<?xml-stylesheet href="x"?>`)],
    ["a declaration inside", soap(`<?xml version="1.0"?>${soapItem()}`)],
    ["another encoding", soap(soapItem(), `<?xml version="1.0" encoding="ISO-8859-1"?>`)],
    ["two roots", soap(soapItem(), "", "<again/>")],
    ["text after the root", soap(soapItem(), "", "x")],
    ["a tag never closed", "<a"],
    ["a comment never closed", soap("<!-- ")],
    ["CDATA never closed", soap("<![CDATA[ ")],
    ["an element never closed", soap("<reason>")],
    ["elements crossed", soap("<a><b></a></b>")],
    ["a tag without a name", soap("<>")],
    ["a signed field twice", soap(`${soapItem()}<success>false</success>`)],
    ["a signed field twice under prefixes", soap(`${soapItem()}<x:success>false</x:success>`)],
    ["the amount twice", soap(`${soapItem()}<amount><value>1</value></amount>`)],
    [
      "the signature twice",
      soap(
        `${soapItem()}<additionalData>${"<entry><key>hmacSignature</key><value>x</value></entry>".repeat(2)}</additionalData>`,
      ),
    ],
    ["an element inside a field", soap(soapItem({ reason: "<b>x</b>" }))],
    [
      "two lists",
      soap(soapItem()).replace("</notification>", "<notificationItems/></notification>"),
    ],
    ["no items", soap("").replace(/<NotificationRequestItem>.*<\/NotificationRequestItem>/, "")],
    ["no envelope", "<notification/>"],
    ["another element left open", soap(soapItem()).replace("</NotificationRequestItem>", "")],
  ])("%s is malformed, and never authentic", (_name, body) => {
    const { verdict, decoded } = take(request(body))
    expect(decoded).toMatchObject(MALFORMED)
    expect(verdict.outcome).toBe("refused")
  })

  test("UTF-16 and invalid UTF-8 are malformed", () => {
    const utf16 = Buffer.from(`\ufeff${soap(soapItem())}`, "utf16le")
    expect(adyen.decode(request(utf16))).toMatchObject(MALFORMED)
    const invalid = Buffer.concat([
      Buffer.from("<a>"),
      Buffer.from([0xc3, 0x28]),
      Buffer.from("</a>"),
    ])
    expect(adyen.decode(request(invalid))).toMatchObject(MALFORMED)
  })

  test.each([
    ["the predefined entities", "&lt;&gt;&amp;&apos;&quot;", `<>&'"`],
    ["numbers", "&#65;&#x42;&#x1F4B8;", "AB\u{1f4b8}"],
    ["each once only", "&amp;lt;&#38;amp;", "&lt;&amp;"],
    ["nothing inside CDATA", "a<![CDATA[<b>&amp;]]>c", "a<b>&amp;c"],
    ["a comment as nothing", "12<!-- > & <x> -->34", "1234"],
    ["a number as text", "007.10", "007.10"],
    ["a word as text", "true", "true"],
    ["spaces as they are", "  a  b  ", "  a  b  "],
    ["a name of Object as text", "__proto__", "__proto__"],
  ])("decodes %s", (_name, xml, text) => {
    expect(reference(xml)).toBe(text)
  })

  test.each([
    ["__proto__", "unrecognised"],
    ["p:__proto__", "unrecognised"],
    ["constructor", "unrecognised"],
    ["hasOwnProperty", "events"],
    ["toString", "events"],
  ])("an element named %s touches no prototype: %s", (name, outcome) => {
    const decoded = adyen.decode(request(soap(`${soapItem()}<${name}>x</${name}>`)))
    expect(decoded.outcome).toBe(outcome)
    expect(Object.hasOwn(Object.prototype, "#text")).toBe(false)
  })

  test("a nil element says nothing, whatever it holds", () => {
    const item = soapItem().replace("<originalReference>", '<originalReference xsi:nil="true">')
    expect(adyen.decode(request(soap(item)))).toMatchObject({
      events: [{ providerId: CLASSIC_ITEM.pspReference, aliases: [] }],
    })
  })

  test("a million nested tags are too deep, at once", () => {
    const { decoded, verdict, cpuMs } = take(request("<a>".repeat(1_000_000)))
    expect(decoded).toMatchObject({ outcome: "unrecognised", reason: "body_too_deep" })
    expect(verdict.outcome).toBe("refused")
    expect(cpuMs).toBeLessThan(CPU_MS_MAX)
  })

  test.each([
    ["tags side by side", soap("<a/>".repeat(250_000))],
    ["opened and closed tags", soap("<a></a>".repeat(140_000))],
    ["comments", soap("<!---->".repeat(140_000))],
    ["comment openings", soap("<!--".repeat(250_000))],
    ["CDATA openings", soap("<![CDATA[".repeat(110_000))],
    ["quotes in a tag", soap(`<a ${`"'`.repeat(500_000)}>`)],
    ["one tag", soap(`<a ${"b=".repeat(500_000)}>`)],
    ["attributes", soap(`<a ${'b="" '.repeat(200_000)}/>`)],
    ["text", soap(soapItem({ reason: "x".repeat(MEBIBYTE) }))],
    ["references", soap(soapItem({ reason: "&amp;".repeat(200_000) }))],
    ["ampersands", soap(soapItem({ reason: "&".repeat(MEBIBYTE) }))],
    [
      "items",
      soap(`${soapItem()}</NotificationRequestItem><NotificationRequestItem>`.repeat(2_000)),
    ],
    ["white space", soap(" ".repeat(MEBIBYTE))],
    ["angle brackets", "<".repeat(MEBIBYTE)],
  ])("a mebibyte of %s is answered in linear time", (_name, body) => {
    const { cpuMs, verdict } = take(request(body))
    expect(verdict.outcome).toBe("refused")
    expect(cpuMs).toBeLessThan(CPU_MS_MAX)
  })
})

describe("JSON from a stranger", () => {
  test.each([
    ["a key twice", classicBody().replace('"success":"true"', '"success":"true","success":"true"')],
    [
      "both spellings in one wrapper",
      classicBody().replace(
        '{"NotificationRequestItem":',
        '{"notificationRequestItem":{},"NotificationRequestItem":',
      ),
    ],
    ["a list for a field", classicBody({ success: ["true"] })],
    ["an object for a field", classicBody({ pspReference: { toString: "x" } })],
    ["an object for the amount's value", classicBody({ amount: { value: {}, currency: "EUR" } })],
    ["a list for the amount", classicBody({ amount: [1, "EUR"] })],
    ["a text for additionalData", classicBody({ additionalData: "hmacSignature" })],
    ["items that are no list", '{"notificationItems":{"0":{}}}'],
    ["items that are numbers", '{"notificationItems":[1]}'],
    ["too many items", `{"notificationItems":[${"{},".repeat(600)}{}]}`],
    ["a list", "[]"],
    ["nothing after a brace", "{"],
  ])("%s is malformed, and never authentic", (_name, body) => {
    const { verdict, decoded } = take(request(body))
    expect(decoded).toMatchObject(MALFORMED)
    expect(verdict.outcome).toBe("refused")
  })

  test("an empty body is empty, also after a byte order mark and white space", () => {
    for (const body of ["", " \r\n\t", "\ufeff "]) {
      expect(adyen.decode(request(body))).toMatchObject({ reason: "body_empty" })
    }
  })

  test("a byte order mark and white space before JSON are allowed", () => {
    expect(adyen.decode(request(`\ufeff\n ${classicBody()}`)).outcome).toBe("events")
    expect(adyen.decode(request(`\n\t${soap(soapItem())}\n`)).outcome).toBe("events")
  })

  test("deep nesting is too deep", () => {
    const body = `{"notificationItems":${"[".repeat(500_000)}`
    const { decoded, cpuMs } = take(request(body))
    expect(decoded).toMatchObject({ reason: "body_too_deep" })
    expect(cpuMs).toBeLessThan(CPU_MS_MAX)
  })

  test("names of Object are ordinary keys", () => {
    const additionalData = '{"__proto__":"x","constructor":"y","hmacSignature":"z"}'
    const body = classicBody({ additionalData: "@" }).replace('"@"', additionalData)
    const decoded = adyen.decode(request(body))
    expect(decoded).toMatchObject({ events: [{ details: { extra: { constructor: "y" } } }] })
    expect(Object.getPrototypeOf({})).not.toHaveProperty("x")
  })

  test("texts that a database cannot keep are mended where they are only shown", () => {
    const body = classicBody({ success: "false", reason: "a\u0000b\ud800" })
    expect(adyen.decode(request(body))).toMatchObject({
      events: [{ failure: { providerReason: "a\ufffdb\ufffd" } }],
    })
  })

  test.each([
    ["one text", classicBody({ reason: "x".repeat(MEBIBYTE) })],
    [
      "additional data",
      classicBody({
        additionalData: Object.fromEntries(
          Array.from({ length: 60_000 }, (_v, at) => [`k${at}`, "v"]),
        ),
      }),
    ],
    [
      "digits",
      classicBody({ amount: { currency: "EUR", value: "@" } }).replace('"@"', "9".repeat(MEBIBYTE)),
    ],
    [
      "events of a transfer",
      transferBody({ events: Array.from({ length: 30_000 }, () => ({ type: "tracking" })) }),
    ],
    [
      "items",
      JSON.stringify({
        notificationItems: Array.from({ length: 3_000 }, () => ({
          NotificationRequestItem: CLASSIC_ITEM,
        })),
      }),
    ],
  ])("a mebibyte of %s is answered in linear time", (_name, body) => {
    expect(take(request(body)).cpuMs).toBeLessThan(CPU_MS_MAX)
  })
})

describe("a form from a stranger", () => {
  const form = fixture("form-thirdparty.txt").toString()

  test.each([
    ["a field twice", `${form}&success=false`],
    ["a field twice, once encoded", `${form}&%73uccess=false`],
    ["the signature twice", `${form}&additionalData.hmacSignature=x`],
    ["an invalid percent-encoding", form.replace("%26", "%2")],
    ["percent-encoded bytes that are no UTF-8", form.replace("%C3%A9", "%C3%28")],
    ["no event", form.replace("eventCode", "event_code")],
    ["a field without a value", `${form}&x`],
    ["too many fields", `${form}${"&a=".repeat(5_000)}`],
    ["plain text", "hello"],
  ])("%s is malformed, and never authentic", (_name, body) => {
    const { verdict, decoded } = take(request(body))
    expect(decoded).toMatchObject(MALFORMED)
    expect(verdict.outcome).toBe("refused")
  })

  test.each([
    ["ampersands", "&".repeat(MEBIBYTE)],
    ["percent signs", `eventCode=${"%".repeat(MEBIBYTE)}`],
    ["plus signs", `eventCode=${"+".repeat(MEBIBYTE)}`],
    ["fields", Array.from({ length: 100_000 }, (_value, at) => `k${at}=v`).join("&")],
  ])("a mebibyte of %s is answered in linear time", (_name, body) => {
    expect(take(request(body)).cpuMs).toBeLessThan(CPU_MS_MAX)
  })
})

describe("whatever comes", () => {
  const seeds = [
    classicBody(),
    transferBody(),
    fixture("form-thirdparty.txt").toString(),
    fixture("soap-two-items.xml").toString(),
    fixture("transfer-v4-booked.json").toString(),
  ]
  const mutated = fc
    .record({
      seed: fc.constantFrom(...seeds),
      at: fc.nat(4_000),
      cut: fc.nat(20),
      put: fc.oneof(
        fc.string({ maxLength: 8, unit: "binary" }),
        fc.constantFrom("<", "&", "%", '"', "{", "]]>", "<!--", "&#0;", "null", "\u0000", "1e999"),
      ),
    })
    .map(({ seed, at, cut, put }) => {
      const place = at % seed.length
      return seed.slice(0, place) + put + seed.slice(place + cut)
    })
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ maxLength: 300, unit: "binary" }).map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(text)),
    mutated.map((text) => Buffer.from(text)),
  )

  test("is answered: nothing throws, and every event can be stored", () => {
    fc.assert(
      fc.property(anything, (body) => {
        const incoming = request(body)
        expect(["authentic", "refused"]).toContain(adyen.verify(incoming, SECRETS).outcome)
        expect(adyen.acknowledge(incoming).status).toBe(200)
        const decoded = adyen.decode(incoming)
        const events = decoded.outcome === "events" ? decoded.events : []
        for (const event of events) {
          expect(event.key.length).toBeLessThanOrEqual(500)
          const text = JSON.stringify(event, (_key, value: unknown) =>
            typeof value === "bigint" ? String(value) : value,
          )
          expect(text).not.toContain("\\u0000")
          expect(text.isWellFormed()).toBe(true)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  test("tells the same names, amount and outcome for as long as it verifies", () => {
    const body = fixture("classic-thirdparty.json").toString()
    const place = fc.nat(body.length - 1)
    const original = adyen.decode(request(body))
    fc.assert(
      fc.property(place, fc.constantFrom("0", "x", " ", ":", '"'), (at, put) => {
        const changed = request(body.slice(0, at) + put + body.slice(at + 1))
        const authentic = adyen.verify(changed, SECRETS).outcome === "authentic"
        const decoded = authentic ? adyen.decode(changed) : original
        // What is not signed (live, dates, words) may be spoilt, and is then shown to a person.
        const told = decoded.outcome === "events" ? decoded : original
        expect(told).toMatchObject({
          events: [
            {
              key: "classic:LanternMarketECOM:Q4HNC8VWT6LGJD65:PAYOUT_THIRDPARTY:true",
              providerId: "K7RTXW2Q9MZBPS82",
              amount: { amount: 1_255_000n, currency: "EUR" },
            },
          ],
        })
      }),
      { numRuns: 1_000 },
    )
  })
})
