import { randomUUID } from "node:crypto"
import type { Types } from "@adyen/api-library"

import { createAdyenClient, type AdyenClient } from "./adyen-client.ts"
import type { ReceivedRequest } from "./receiver.ts"
import type { SandboxFixture } from "./sandbox-fixture.ts"

type BankRequest = Types.payout.StoreDetailAndSubmitRequest
type CardRequest = Types.payout.PayoutRequest

/** A merchant who pays out by Adyen's Payout API, with Adyen's own library. */
export interface AdyenMerchant extends AdyenClient {
  readonly account: string
  bankRequest(changes?: Partial<BankRequest>): BankRequest
  cardRequest(changes?: Partial<CardRequest>): CardRequest
  /** Submits a payout to a bank account; its reference and pspReference. */
  submit(changes?: Partial<BankRequest>): Promise<Submitted>
  /** The payout's own webhooks, in the order they came, once there are so many. */
  told(payout: { readonly reference: string }, count: number): Promise<readonly StandardItem[]>
  /** A bare call of the Payout API; a text is sent as it is. */
  call(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
}

export interface Submitted {
  readonly reference: string
  readonly pspReference: string
}

/** An item of a standard webhook, as JSON has it. */
export interface StandardItem {
  readonly pspReference: string
  readonly originalReference?: string
  readonly merchantReference: string
  readonly merchantAccountCode: string
  readonly eventCode: string
  readonly eventDate: string
  readonly success: string
  readonly reason: string
  readonly paymentMethod?: string
  readonly amount: { readonly currency: string; readonly value: number }
  readonly additionalData: Readonly<Record<string, string>>
}

export const IBAN = "NL91ABNA0417164300"
export const VISA = {
  number: "4111111111111111",
  expiryMonth: "03",
  expiryYear: "2030",
  holderName: "John Smith",
}

const WAIT_MS = 10_000

/** What a client sees of the sandbox. */
type AdyenSide = Pick<SandboxFixture, "baseUrl" | "credentials" | "sink"> & {
  readonly account: { readonly externalId: string }
}

export function createAdyenMerchant(fixture: AdyenSide): AdyenMerchant {
  const { api_key: apiKey = "" } = fixture.credentials
  const account = fixture.account.externalId
  const client = createAdyenClient(fixture.baseUrl, { apiKey })

  const bankRequest: AdyenMerchant["bankRequest"] = (changes) => ({
    merchantAccount: account,
    reference: `payout-${randomUUID()}`,
    amount: { currency: "EUR", value: 2_500 },
    bank: { iban: IBAN, ownerName: "A. Klaassen", countryCode: "NL" },
    dateOfBirth: "1990-01-01",
    nationality: "NL",
    entityType: "NaturalPerson" as BankRequest["entityType"],
    recurring: payoutContract(),
    shopperEmail: "shopper@example.com",
    shopperReference: "shopper-1",
    ...changes,
  })

  return {
    ...client,
    account,
    bankRequest,
    cardRequest: (changes) => ({
      merchantAccount: account,
      reference: `instant-${randomUUID()}`,
      amount: { currency: "EUR", value: 2_500 },
      card: VISA,
      ...changes,
    }),
    async submit(changes) {
      const request = bankRequest(changes)
      const { InitializationApi } = client.payouts
      const answer = await InitializationApi.storeDetailAndSubmitThirdParty(request)
      return { reference: request.reference, pspReference: answer.pspReference }
    },
    async told({ reference }, count) {
      const items = () => fixture.sink.requests.filter(isJson).map(itemOf).filter(isOf(reference))
      const deadline = performance.now() + WAIT_MS
      while (items().length < count && performance.now() < deadline) await rest(10)
      // For those too many.
      await rest(100)
      if (items().length !== count) {
        throw new Error(`${items().length} webhooks came of ${reference}, not ${count}`)
      }
      return items()
    },
    call: (path, body, headers = {}) =>
      fetch(`${fixture.baseUrl}/pal/servlet/Payout/v68/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": apiKey, ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
  }
}

export function payoutContract(): BankRequest["recurring"] {
  return { contract: "PAYOUT" as NonNullable<BankRequest["recurring"]["contract"]> }
}

/** The one item of a webhook in JSON. */
export function itemOf({ body }: ReceivedRequest): StandardItem {
  const { notificationItems } = JSON.parse(body) as {
    readonly notificationItems: readonly { readonly NotificationRequestItem: StandardItem }[]
  }
  const [item] = notificationItems
  if (item === undefined) throw new Error("it has no item")
  return item.NotificationRequestItem
}

function isJson({ body }: ReceivedRequest): boolean {
  return body.startsWith("{") && body.includes("notificationItems")
}

function isOf(reference: string): (item: StandardItem) => boolean {
  return ({ merchantReference }) => merchantReference === reference
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
