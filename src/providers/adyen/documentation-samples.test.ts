import { existsSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { adyen } from "./index.ts"
import { request, VECTORS } from "./fixtures/requests.ts"
import { readHmacKey, signatureOf } from "./signature.ts"

/** Adyen's documentation page "Payout webhook", as it is printed, misspellings and all. */
const PAGE = new URL("../../../../shared/seeds/004_57027e8907b7cf08.txt", import.meta.url)
const present = existsSync(PAGE)

interface Sample {
  readonly tabTitle: string
  readonly content: string
}

function printedSamples(): ReadonlyMap<string, string> {
  const page = JSON.parse(readFileSync(PAGE, "utf8")) as { readonly content: string }
  const attribute = /:code-data='(.*?)' :enable-copy/s.exec(page.content)?.[1] ?? "[]"
  const samples = JSON.parse(attribute) as readonly Sample[]
  return new Map(samples.map(({ tabTitle, content }) => [tabTitle, unescapeHtml(content)]))
}

function unescapeHtml(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")
}

const samples = present ? printedSamples() : new Map<string, string>()

function sample(tab: string): string {
  const text = samples.get(tab)
  if (text === undefined) throw new Error(`the page has no tab ${tab}`)
  return text
}

const COMMON = {
  key: "classic:YourMerchantAccount:ThePaymentPspReference:PAYOUT_THIRDPARTY:true",
  wireEvent: "PAYOUT_THIRDPARTY",
  providerId: "ThePayoutPspReference",
  aliases: ["ThePaymentPspReference"],
  live: false,
  account: "YourMerchantAccount",
  occurredAt: "2011-01-01T13:30:17.377Z",
  reference: "Payout-0001",
  status: "processing",
  amount: { amount: 50_000n, currency: "EUR" },
  details: { channelCode: "visa" },
}

describe.skipIf(!present)("the documentation's payout samples, as printed", () => {
  test("are three: JSON, Soap and Form", () => {
    expect([...samples.keys()]).toEqual(["JSON", "Soap", "Form"])
  })

  test("JSON, which spells notificationRequestItem", () => {
    expect(sample("JSON")).toContain('"notificationRequestItem"')
    expect(adyen.decode(request(sample("JSON")))).toMatchObject({ events: [COMMON] })
  })

  test("SOAP, whose notificationItems is never closed, is understood", () => {
    expect(sample("Soap")).not.toContain("</notificationItems>")
    expect(adyen.decode(request(sample("Soap")))).toMatchObject({ events: [COMMON] })
    expect(adyen.acknowledge(request(sample("Soap"))).body).toContain("sendNotificationResponse")
  })

  test("SOAP verifies once it is signed, unclosed element and all", () => {
    const key = readHmacKey(VECTORS.hmacKey) ?? new Uint8Array()
    const signature = signatureOf(
      key,
      "ThePaymentPspReference:ThePayoutPspReference:YourMerchantAccount:Payout-0001:500:EUR:PAYOUT_THIRDPARTY:true",
    )
    const entry = `<additionalData><entry><key>hmacSignature</key><value>${signature}</value></entry></additionalData>`
    const signed = sample("Soap").replace("<amount>", `${entry}<amount>`)
    const secrets = { hmac_key: [VECTORS.hmacKey] }
    expect(adyen.verify(request(signed), secrets)).toEqual({ outcome: "authentic" })
    const changed = signed.replace(">500<", ">501<")
    expect(adyen.verify(request(changed), secrets)).toMatchObject({ reason: "signature_mismatch" })
  })

  test("the form, with plus for space and two decimals of a second", () => {
    expect(adyen.decode(request(sample("Form")))).toMatchObject({
      events: [
        {
          key: "classic:TestMerchant:7914447213809209:PAYOUT_THIRDPARTY:true",
          providerId: "7914447213528916",
          aliases: ["7914447213809209"],
          reference: "Rest Noti",
          occurredAt: "2015-10-13T07:29:40.000Z",
          status: "processing",
          amount: { amount: 40_000n, currency: "EUR" },
          details: { channelCode: "bankTransfer_NL" },
        },
      ],
    })
  })

  test.each(["JSON", "Soap", "Form"])("%s is acknowledged with 200", (tab) => {
    expect(adyen.acknowledge(request(sample(tab)))).toMatchObject({ status: 200 })
  })
})
