import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createAdyenClient, refusalOf } from "../support/adyen-client.ts"
import { createAdyenMerchant, IBAN, VISA, type AdyenMerchant } from "../support/adyen-payouts.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let merchant: AdyenMerchant

beforeAll(async () => {
  fixture = await createSandboxFixture("adyen")
  merchant = createAdyenMerchant(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => await fixture.configure({ settings: {}, misbehaviour: {} }))

const SUBMIT = "storeDetailAndSubmitThirdParty"
const validation = (status: number, errorCode: string, message: string) => ({
  status,
  errorCode,
  message,
  errorType: "validation",
})

/** A bare call, since the library would not send some of these. */
async function refusal(path: string, body: unknown) {
  const answer = await merchant.call(path, body)
  const error: unknown = await answer.json()
  expect(error).toMatchObject({ status: answer.status })
  return error
}

test("the library throws Adyen's own error for a refusal", async () => {
  const request = merchant.bankRequest({ reference: "" })
  const call = merchant.payouts.InitializationApi.storeDetailAndSubmitThirdParty(request)
  expect((await refusalOf(call)).apiError).toEqual(validation(422, "130", "Reference Missing"))
})

describe("submitting refuses", () => {
  const cases: readonly [what: string, changes: object, error: object][] = [
    ["no reference", { reference: undefined }, validation(422, "130", "Reference Missing")],
    [
      "neither bank nor card",
      { bank: undefined },
      validation(422, "000", "Please supply paymentDetails"),
    ],
    [
      "an IBAN with a wrong digit",
      { bank: { iban: "NL92ABNA0417164300", ownerName: "A" } },
      validation(422, "161", "Invalid iban"),
    ],
    [
      "a bank account without its owner",
      { bank: { iban: IBAN } },
      validation(422, "203", "Invalid bank account holder name"),
    ],
    [
      "a bank account without a number",
      { bank: { ownerName: "A", countryCode: "NL" } },
      validation(422, "170", "Bank Details missing"),
    ],
    [
      "a card number with a wrong digit",
      { bank: undefined, card: { ...VISA, number: "4111111111111112" } },
      validation(422, "101", "Invalid card number"),
    ],
    [
      "a card that has expired",
      { bank: undefined, card: { ...VISA, expiryYear: "2020" } },
      validation(422, "129", "Expiry Date Invalid"),
    ],
    [
      "a card without its holder",
      { bank: undefined, card: { ...VISA, holderName: "" } },
      validation(422, "128", "Card Holder Missing"),
    ],
    ["no amount", { amount: undefined }, validation(422, "100", "No amount specified")],
    [
      "an amount of nothing",
      { amount: { currency: "EUR", value: 0 } },
      validation(422, "137", "Invalid amount specified"),
    ],
    [
      "a part of a cent",
      { amount: { currency: "EUR", value: 10.5 } },
      validation(422, "137", "Invalid amount specified"),
    ],
    [
      "an amount that is no number",
      { amount: { currency: "EUR", value: "100" } },
      validation(422, "137", "Invalid amount specified"),
    ],
    [
      "a currency in small letters",
      { amount: { currency: "eur", value: 100 } },
      validation(422, "138", "Unsupported currency specified"),
    ],
    [
      "another contract",
      { recurring: { contract: "ONECLICK" } },
      validation(422, "802", "Invalid contract"),
    ],
    [
      "another word for a person",
      { entityType: "Robot" },
      validation(400, "702", "Unexpected input: Robot"),
    ],
    [
      "a date in words",
      { dateOfBirth: "yesterday" },
      validation(400, "702", "Unexpected input: yesterday"),
    ],
    [
      "somebody else's merchant account",
      { merchantAccount: "SomebodyElse" },
      {
        status: 403,
        errorCode: "901",
        message: "Invalid Merchant Account",
        errorType: "security",
      },
    ],
  ]
  test.each(cases)("%s", async (_what, changes, error) => {
    const request = { ...merchant.bankRequest(), ...changes }
    expect(await refusal(SUBMIT, request)).toEqual(error)
    const { things } = await fixture.inWorld((world) => world.list({ kind: "payout" }))
    expect(things).toEqual([])
  })

  test.each(["merchantAccount", "shopperEmail", "shopperReference", "recurring", "nationality"])(
    "a request without %s, with 500 or, if so set, with 422",
    async (name) => {
      const request = { ...merchant.bankRequest(), [name]: undefined }
      const message = `Required field '${name}' is null`
      expect(await refusal(SUBMIT, request)).toEqual(validation(500, "702", message))
      await fixture.configure({ settings: { missing_field_status: 422 } })
      expect(await refusal(SUBMIT, request)).toEqual(validation(422, "702", message))
    },
  )

  test.each(["Incomprehensible", "", "[]", '{"a":1,"a":2}'])(
    "a body that is no JSON object: %s",
    async (body) => {
      const message = `Unexpected input: ${body.slice(0, 1)}`
      expect(await refusal(SUBMIT, body)).toEqual(validation(400, "702", message))
    },
  )
})

test("a stored detail that there is not, or that is somebody else's, is no contract", async () => {
  const { amount: _, reference: __, ...detail } = merchant.bankRequest({ shopperReference: "hers" })
  const { InitializationApi } = merchant.payouts
  const { recurringDetailReference } = await InitializationApi.storeDetail(detail)
  const { bank: ___, ...request } = merchant.bankRequest()
  const contractNotFound = validation(422, "800", "Contract not found")
  for (const [shopperReference, selectedRecurringDetailReference] of [
    ["hers", "8415088571022720"],
    ["his", recurringDetailReference],
    ["his", "LATEST"],
    ["hers", ""],
  ]) {
    const body = { ...request, shopperReference, selectedRecurringDetailReference }
    expect(await refusal("submitThirdParty", body)).toEqual(contractNotFound)
  }
})

test("confirming and declining refuse a payout that there is not", async () => {
  const unknown = validation(422, "167", "Original pspReference required for this operation")
  for (const path of ["confirmThirdParty", "declineThirdParty"]) {
    for (const originalReference of ["9913140798220028", "", undefined]) {
      const body = { merchantAccount: merchant.account, originalReference }
      expect(await refusal(path, body)).toEqual(unknown)
    }
    expect(await refusal(path, { originalReference: "9913140798220028" })).toMatchObject({
      errorCode: "702",
      message: "Required field 'merchantAccount' is null",
    })
  }
})

test("an instant payout takes a Visa or Mastercard, and nothing else", async () => {
  expect(await refusal("payout", merchant.cardRequest({ card: null }))).toMatchObject({
    errorCode: "000",
    message: "Please supply paymentDetails",
  })
  const amex = { ...VISA, number: "370000000000002" }
  expect(await refusal("payout", merchant.cardRequest({ card: amex }))).toEqual({
    status: 500,
    errorCode: "905",
    message: "Payment details are not supported",
    errorType: "configuration",
  })
  const mastercard = { ...VISA, number: "2222400070000005" }
  const answer = await merchant.call("payout", merchant.cardRequest({ card: mastercard }))
  expect(await answer.json()).toMatchObject({ resultCode: "Received" })
})

describe("who is not let in", () => {
  const unauthorized = {
    status: 401,
    errorCode: "000",
    message: "HTTP Status Response - Unauthorized",
    errorType: "security",
  }
  const credentials = (changes: object) => {
    const { ws_username: username = "", ws_password: password = "" } = fixture.credentials
    return { username, password, ...changes }
  }

  test("a wrong API key, no credentials, a wrong user, a wrong password", async () => {
    const request = merchant.bankRequest()
    for (const wrong of [
      { apiKey: "AQEsWrong" },
      { apiKey: fixture.credentials["review_api_key"]?.replace("AQEr", "AQEs") ?? "" },
      credentials({ username: "ws@Company.Nobody" }),
      credentials({ password: "wrong" }),
      credentials({ password: fixture.credentials["review_password"] }),
    ]) {
      const { payouts } = createAdyenClient(fixture.baseUrl, wrong)
      const call = payouts.InitializationApi.storeDetailAndSubmitThirdParty(request)
      expect((await refusalOf(call)).apiError).toEqual(unauthorized)
    }
    const bare = await fetch(`${fixture.baseUrl}/pal/servlet/Payout/v68/${SUBMIT}`, {
      method: "POST",
    })
    expect(bare.status).toBe(401)
    expect(await bare.json()).toEqual(unauthorized)
  })

  test("user and password are as good as an API key", async () => {
    const { payouts } = createAdyenClient(fixture.baseUrl, credentials({}))
    const request = merchant.bankRequest()
    const answer = await payouts.InitializationApi.storeDetailAndSubmitThirdParty(request)
    expect(answer.resultCode).toBe("[payout-submit-received]")
  })

  test("with separate credentials, who submits may not review, and who reviews may not submit", async () => {
    const notAllowed = {
      status: 403,
      errorCode: "010",
      message: "Not allowed",
      errorType: "security",
    }
    const { review_username: username = "", review_password: password = "" } = fixture.credentials
    const byUser = createAdyenClient(fixture.baseUrl, { username, password })
    const apiKey = fixture.credentials["review_api_key"] ?? ""
    const byKey = createAdyenClient(fixture.baseUrl, { apiKey })
    const first = await merchant.submit()
    const review = (payouts: AdyenMerchant["payouts"], { pspReference } = first) =>
      payouts.ReviewingApi.confirmThirdParty({
        merchantAccount: merchant.account,
        originalReference: pspReference,
      })

    // By default one credential shows everything.
    expect((await review(merchant.payouts)).response).toBe("[payout-confirm-received]")

    await fixture.configure({ settings: { separate_review_key: true } })
    const second = await merchant.submit()
    expect((await refusalOf(review(merchant.payouts, second))).apiError).toEqual(notAllowed)
    const submit = byKey.payouts.InitializationApi.storeDetailAndSubmitThirdParty(
      merchant.bankRequest(),
    )
    expect((await refusalOf(submit)).apiError).toEqual(notAllowed)
    expect((await review(byKey.payouts, second)).response).toBe("[payout-confirm-received]")
    const third = await merchant.submit()
    expect((await review(byUser.payouts, third)).response).toBe("[payout-confirm-received]")
  })
})

test("all published versions of the path are there, and no other", async () => {
  const post = (version: string, path = SUBMIT, method = "POST") =>
    fetch(`${fixture.baseUrl}/pal/servlet/Payout/${version}/${path}`, {
      method,
      headers: { "x-api-key": fixture.credentials["api_key"] ?? "" },
      ...(method === "POST" && { body: JSON.stringify(merchant.bankRequest()) }),
    })
  for (const version of ["v30", "v40", "v50", "v51", "v52", "v64", "v67", "v68"]) {
    expect((await post(version)).status).toBe(200)
  }
  expect((await post("v69")).status).toBe(404)
  expect((await post("v68", "somethingElse")).status).toBe(404)
  expect((await post("v68", SUBMIT, "GET")).status).toBe(405)
})

test("while its API is down nothing is done, and the call may be repeated", async () => {
  await fixture.configure({ misbehaviour: { api_down: 1 } })
  const request = merchant.bankRequest()
  const answer = await merchant.call(SUBMIT, request, { "idempotency-key": "while down" })
  expect(answer.status).toBe(503)
  expect(answer.headers.get("transient-error")).toBe("true")
  await fixture.configure({ misbehaviour: {} })
  const again = await merchant.call(SUBMIT, request, { "idempotency-key": "while down" })
  expect(again.status).toBe(200)
})

describe("an Idempotency-Key", () => {
  const payoutsOf = async ({ reference }: { readonly reference: string }) =>
    (await fixture.inWorld((world) => world.findByReference("payout", reference))).length

  test("makes one payout, however often and at the same moment the request comes", async () => {
    const request = merchant.bankRequest()
    const { InitializationApi } = merchant.payouts
    const calls = Array.from({ length: 5 }, () =>
      InitializationApi.storeDetailAndSubmitThirdParty(request, { idempotencyKey: "one payout" }),
    )
    const references = (await Promise.all(calls)).map(({ pspReference }) => pspReference)
    expect(new Set(references).size).toBe(1)
    expect(await payoutsOf(request)).toBe(1)
    expect(merchant.lastAnswer().headers.get("idempotency-key")).toBe("one payout")
  })

  test("is kept for 7 days, or as long as is set", async () => {
    const request = merchant.bankRequest()
    const submit = () => merchant.call(SUBMIT, request, { "idempotency-key": "a week" })
    await submit()
    await fixture.advance(7 * 24 * 60 * 60 - 60)
    await submit()
    expect(await payoutsOf(request)).toBe(1)
    await fixture.advance(61)
    await submit()
    expect(await payoutsOf(request)).toBe(2)
    await fixture.configure({ settings: { idempotency_days: 14 } })
    await fixture.advance(13 * 24 * 60 * 60)
    await submit()
    expect(await payoutsOf(request)).toBe(2)
  })

  test("keeps a refusal, too", async () => {
    const bad = merchant.bankRequest({ bank: { iban: IBAN } })
    const good = { ...bad, bank: { iban: IBAN, ownerName: "A. Klaassen" } }
    const submit = (body: object) => merchant.call(SUBMIT, body, { "idempotency-key": "refused" })
    expect((await submit(bad)).status).toBe(422)
    expect(await (await submit(good)).json()).toMatchObject({ errorCode: "203" })
    expect(await payoutsOf(bad)).toBe(0)
  })

  test("is free again after an answer that has settled nothing", async () => {
    const good = merchant.bankRequest()
    const submit = (body: object) => merchant.call(SUBMIT, body, { "idempotency-key": "free" })
    expect((await submit({ ...good, merchantAccount: "SomebodyElse" })).status).toBe(403)
    expect((await submit({ ...good, shopperEmail: undefined })).status).toBe(500)
    expect((await submit(good)).status).toBe(200)
    expect(await payoutsOf(good)).toBe(1)
  })

  test("with another request gets the first answer, or an error, as is set", async () => {
    const first = merchant.bankRequest()
    const second = merchant.bankRequest()
    const submit = (body: object) => merchant.call(SUBMIT, body, { "idempotency-key": "reused" })
    const answer: unknown = await (await submit(first)).json()
    expect(await (await submit(second)).json()).toEqual(answer)
    await fixture.configure({ settings: { idempotency_mismatch: "refuse" } })
    expect(await (await submit(second)).json()).toMatchObject({ status: 422, errorCode: "704" })
    expect(await payoutsOf(second)).toBe(0)
  })

  test("has at most 64 characters", async () => {
    const submit = (length: number) =>
      merchant.call(SUBMIT, merchant.bankRequest(), { "idempotency-key": "k".repeat(length) })
    expect((await submit(64)).status).toBe(200)
    expect((await submit(65)).status).toBe(400)
  })
})
