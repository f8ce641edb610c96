import { createHash, createHmac } from "node:crypto"
import { describe, expect, test } from "vitest"
import { adyen } from "./index.ts"
import {
  CLASSIC_ITEM,
  classicBody,
  fixture,
  OTHER_KEY,
  request,
  SECRETS,
  transferBody,
  VECTORS,
} from "./fixtures/requests.ts"
import { readHmacKey, signatureOf } from "./signature.ts"

const AUTHENTIC = { outcome: "authentic" }

function refusal(reason: string) {
  return { outcome: "refused", reason }
}

function itemWith(signature: unknown, overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    ...CLASSIC_ITEM,
    originalReference: "",
    ...overrides,
    additionalData: { hmacSignature: signature },
  }
}

function batch(...items: readonly unknown[]) {
  return request(
    JSON.stringify({
      live: "false",
      notificationItems: items.map((item) => ({ NotificationRequestItem: item })),
    }),
  )
}

const PLAIN = VECTORS.vectors["plain"]?.signature ?? ""

describe("a signature made by openssl", () => {
  test.each(Object.entries(VECTORS.vectors))("comes out the same here: %s", (_name, vector) => {
    const key = readHmacKey(VECTORS.hmacKey) ?? new Uint8Array()
    expect(signatureOf(key, vector.signed)).toBe(vector.signature)
  })

  test.each(["classic-thirdparty.json", "form-thirdparty.txt", "soap-two-items.xml"])(
    "verifies %s, and no longer when one signed byte differs",
    (name) => {
      const text = fixture(name).toString()
      expect(adyen.verify(request(text), SECRETS)).toEqual(AUTHENTIC)
      const changed = text.replace("12550", "12551")
      expect(changed).not.toBe(text)
      expect(adyen.verify(request(changed), SECRETS)).toMatchObject(refusal("signature_mismatch"))
    },
  )
})

describe("a standard webhook's items", () => {
  test("are tried with every live key", () => {
    const body = batch(itemWith(PLAIN))
    expect(adyen.verify(body, { hmac_key: [OTHER_KEY, VECTORS.hmacKey] })).toEqual(AUTHENTIC)
    expect(adyen.verify(body, { hmac_key: [OTHER_KEY] })).toMatchObject(
      refusal("signature_mismatch"),
    )
  })

  test("must all be signed: one acknowledgement covers them", () => {
    const unsigned = { ...CLASSIC_ITEM, eventCode: "PAIDOUT_REVERSED" }
    expect(adyen.verify(batch(itemWith(PLAIN), itemWith(PLAIN)), SECRETS)).toEqual(AUTHENTIC)
    expect(adyen.verify(batch(itemWith(PLAIN), unsigned), SECRETS)).toMatchObject(
      refusal("signature_missing"),
    )
    const forged = itemWith(PLAIN, { eventCode: "PAIDOUT_REVERSED" })
    expect(adyen.verify(batch(itemWith(PLAIN), forged), SECRETS)).toMatchObject(
      refusal("signature_mismatch"),
    )
  })

  test("must exist: an empty list is signed by nobody", () => {
    expect(adyen.verify(batch(), SECRETS)).toMatchObject(refusal("signature_missing"))
  })

  test.each([
    ["missing", undefined, "signature_missing"],
    ["empty", "", "signature_missing"],
    ["null", null, "signature_missing"],
    [
      "a placeholder of the documentation",
      "b0ea55c2fe60d4d1d605e9c385e0e7...",
      "signature_malformed",
    ],
    ["33 bytes long", "A".repeat(44), "signature_malformed"],
    ["hexadecimal", "0f".repeat(32), "signature_malformed"],
    [
      "base64url",
      PLAIN.replaceAll("+", "-").replaceAll("/", "_").slice(0, 43),
      "signature_malformed",
    ],
    ["followed by a space", `${PLAIN} `, "signature_malformed"],
  ])("are refused when the signature is %s", (_name, signature, reason) => {
    expect(adyen.verify(batch(itemWith(signature)), SECRETS)).toMatchObject(refusal(reason))
  })

  test("have one signature text only: unused bits of its last digit are not free", () => {
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    const last = PLAIN.charAt(42)
    const twin = `${PLAIN.slice(0, 42)}${digits.charAt(digits.indexOf(last) + 1)}=`
    expect(Buffer.from(twin, "base64").equals(Buffer.from(PLAIN, "base64"))).toBe(true)
    expect(adyen.verify(batch(itemWith(twin)), SECRETS)).toMatchObject(
      refusal("signature_malformed"),
    )
  })

  test("sign null, absent and empty alike", () => {
    expect(adyen.verify(batch(itemWith(PLAIN, { originalReference: null })), SECRETS)).toEqual(
      AUTHENTIC,
    )
    const { originalReference: _left, ...without } = itemWith(PLAIN)
    expect(adyen.verify(batch(without), SECRETS)).toEqual(AUTHENTIC)
  })

  test("are not trimmed and not escaped before they are signed", () => {
    const trimmed = itemWith(PLAIN, { merchantReference: " plain-1" })
    expect(adyen.verify(batch(trimmed), SECRETS)).toMatchObject(refusal("signature_mismatch"))
  })

  test("sign an amount that came as text, and the boolean success, as their text", () => {
    const amount = { currency: "EUR", value: "12550" }
    expect(adyen.verify(batch(itemWith(PLAIN, { amount, success: true })), SECRETS)).toEqual(
      AUTHENTIC,
    )
  })

  test("cannot be vouched for by the header of the balance platform", () => {
    const body = classicBody()
    const key = readHmacKey(VECTORS.hmacKey) ?? new Uint8Array()
    const headers = { hmacsignature: [signatureOf(key, body)] }
    expect(adyen.verify(request(body, headers), SECRETS)).toMatchObject(
      refusal("signature_missing"),
    )
  })

  test("cannot be forged from the signing text of another item taken for a form", () => {
    const crafted = `x&eventCode=PAYOUT_THIRDPARTY&success=false&pspReference=OTHER`
    const text = `Q4HNC8VWT6LGJD65::LanternMarketECOM=${crafted}:1:EUR:AUTHORISATION:true`
    const key = readHmacKey(VECTORS.hmacKey) ?? new Uint8Array()
    const headers = { hmacsignature: [signatureOf(key, text)] }
    expect(adyen.verify(request(text, headers), SECRETS)).toMatchObject(
      refusal("signature_missing"),
    )
  })

  test.each([
    ["the key twice", `"hmacSignature":"${PLAIN}","hmacSignature":"${PLAIN}"`],
    ["the key twice, once escaped", `"hmacSignature":"${PLAIN}","hmac\\u0053ignature":"x"`],
  ])("are refused when JSON has %s", (_name, fields) => {
    const body = classicBody().replace('"reason":""', `"additionalData":{${fields}}`)
    expect(adyen.verify(request(body), SECRETS)).toMatchObject(refusal("signature_missing"))
  })

  test("are refused when a form has a signed field twice", () => {
    const form = `${fixture("form-thirdparty.txt").toString()}&value=1`
    expect(adyen.verify(request(form), SECRETS)).toMatchObject({ outcome: "refused" })
  })

  test("may carry a form signature whose plus signs were not encoded", () => {
    const signature = VECTORS.vectors["formSpacesAndUtf8"]?.signature ?? ""
    const form = fixture("form-thirdparty.txt").toString()
    const raw = form.replace(/hmacSignature=.*$/, `hmacSignature=${signature}`)
    expect(adyen.verify(request(raw), SECRETS)).toEqual(AUTHENTIC)
  })
})

describe("a platform webhook's header", () => {
  const body = transferBody()
  const key = readHmacKey(VECTORS.hmacKey) ?? new Uint8Array()
  const signature = signatureOf(key, body)

  test.each(["hmacsignature", "HmacSignature", "HMACSIGNATURE"])("is read as %s", (name) => {
    expect(adyen.verify(request(body, { [name]: [signature] }), SECRETS)).toEqual(AUTHENTIC)
  })

  test.each([
    ["missing", {}, "signature_missing"],
    ["repeated", { hmacsignature: [signature, signature] }, "signature_malformed"],
    [
      "repeated in two spellings",
      { hmacsignature: [signature], HmacSignature: [signature] },
      "signature_malformed",
    ],
    ["joined by a comma", { hmacsignature: [`${signature}, ${signature}`] }, "signature_malformed"],
    ["oversized", { hmacsignature: ["A".repeat(100_000)] }, "signature_malformed"],
    ["of another body", { hmacsignature: [signatureOf(key, `${body} `)] }, "signature_mismatch"],
  ])("is refused when %s", (_name, headers, reason) => {
    expect(adyen.verify(request(body, headers), SECRETS)).toMatchObject(refusal(reason))
  })

  test("signs the raw bytes, JSON or not", () => {
    const vector = VECTORS.vectors["rawBodyNotJson"]
    const headers = { hmacsignature: [vector?.signature ?? ""] }
    expect(adyen.verify(request(vector?.signed ?? "", headers), SECRETS)).toEqual(AUTHENTIC)
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x7d])
    const signed = { hmacsignature: [signatureOf(key, bytes)] }
    expect(adyen.verify(request(bytes, signed), SECRETS)).toEqual(AUTHENTIC)
  })
})

describe("a source's configuration", () => {
  const basic = { basic_username: ["adyen"], basic_password: ["pass:word"] }
  const authorization = `Basic ${Buffer.from("adyen:pass:word").toString("base64")}`

  test("without any secret refuses", () => {
    expect(adyen.verify(request(classicBody()), {})).toMatchObject(refusal("secret_not_configured"))
  })

  test("with Basic only asks for Basic only", () => {
    const headers = { authorization: [authorization] }
    expect(adyen.verify(request(classicBody(), headers), basic)).toEqual(AUTHENTIC)
    expect(adyen.verify(request(classicBody()), basic)).toMatchObject(refusal("credential_missing"))
  })

  test("with Basic and HMAC asks for both", () => {
    const both = { ...SECRETS, ...basic }
    const body = fixture("classic-thirdparty.json")
    const headers = { authorization: [authorization] }
    expect(adyen.verify(request(body, headers), both)).toEqual(AUTHENTIC)
    expect(adyen.verify(request(body), both)).toMatchObject(refusal("credential_missing"))
    expect(adyen.verify(request(classicBody(), headers), both)).toMatchObject(
      refusal("signature_missing"),
    )
  })

  test("hands the presented password to the matcher of a release", () => {
    const hash = (text: string) => `hmac:${createHash("sha256").update(text).digest("hex")}`
    const stored = { authorization: [`Basic ${hash("adyen:pass:word")}`] }
    const matches = (presented: string, expected: string) => presented === hash(expected)
    expect(adyen.verify(request(classicBody(), stored), basic, matches)).toEqual(AUTHENTIC)
    expect(adyen.verify(request(classicBody(), stored), basic)).toMatchObject(
      refusal("credential_mismatch"),
    )
  })

  test.each(["", "not hex", "0f".repeat(31), "0f".repeat(33), "0g".repeat(32)])(
    "with the malformed key %j refuses and says so, without showing it",
    (malformed) => {
      const verdict = adyen.verify(batch(itemWith(PLAIN)), { hmac_key: [malformed] })
      expect(verdict).toMatchObject(refusal("secret_not_configured"))
      expect(malformed !== "" && JSON.stringify(verdict).includes(malformed)).toBe(false)
    },
  )

  test("with a malformed key beside the right one still verifies", () => {
    const keys = { hmac_key: ["oops", VECTORS.hmacKey] }
    expect(adyen.verify(batch(itemWith(PLAIN)), keys)).toEqual(AUTHENTIC)
    expect(adyen.verify(batch(itemWith(PLAIN)), { hmac_key: ["oops", OTHER_KEY] })).toMatchObject(
      refusal("secret_not_configured"),
    )
  })

  test("is never shown in a refusal", () => {
    const body = batch(itemWith(createHmac("sha256", "x").digest("base64")))
    const verdict = JSON.stringify(adyen.verify(body, SECRETS))
    expect(verdict).toContain("signature_mismatch")
    expect(verdict.toUpperCase()).not.toContain(VECTORS.hmacKey)
  })
})
