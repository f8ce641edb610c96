import { randomUUID } from "node:crypto"
import { hmacValidator, TransferWebhooksHandler, type Types } from "@adyen/api-library"
import { expect } from "vitest"

import type { PayoutEvent } from "../../src/payout/event.ts"
import { createAdyenClient, type AdyenClient } from "./adyen-client.ts"
import type { ReceivedRequest } from "./receiver.ts"
import type { SandboxFixture } from "./sandbox-fixture.ts"

type TransferInfo = Types.transfers.TransferInfo
type TransfersApi = AdyenClient["transfers"]["TransfersApi"]

/** A platform that pays out by Adyen's Transfers API, with Adyen's own library. */
export interface AdyenPlatform {
  readonly api: TransfersApi
  readonly lastAnswer: AdyenClient["lastAnswer"]
  /** Its own balance account, and how much is in it, in units of 1/10,000. */
  balanceAccount(): Promise<string>
  balance(currency?: string): Promise<bigint>
  send(changes?: Changes, idempotencyKey?: string): Promise<Transfer>
  sendToCard(changes?: Changes): Promise<Transfer>
  /** A transfer's webhooks in the order of their numbers, once there are so many. */
  told(transferId: string, count: number): Promise<readonly TransferWebhook[]>
  /** A bare call; a text is sent as it is. */
  call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: Problem }>
}

/** Plain texts: the library's types would have its enums. */
type Changes = Readonly<Record<string, unknown>>

export type Transfer = Types.transfers.Transfer & { readonly id: string }

/** A webhook as it came: read by Adyen's library, as text, and as the hub understands it. */
export interface TransferWebhook {
  readonly request: ReceivedRequest
  readonly body: WebhookBody
  readonly typed: Types.transferWebhooks.TransferNotificationRequest
  /** Null: the hub ignores it. */
  readonly event: PayoutEvent | null
}

export interface WebhookBody {
  readonly type: string
  readonly environment: string
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>> & {
    readonly id: string
    readonly status: string
    readonly reason: string
    readonly sequenceNumber: number
    readonly eventId: string
    readonly amount: { readonly value: number; readonly currency: string }
    readonly balances: readonly BalanceMutation[]
    readonly events: readonly WebhookEvent[]
    readonly tracking?: Readonly<Record<string, string>>
  }
}

export interface BalanceMutation {
  readonly currency: string
  readonly balance?: number
  readonly received?: number
  readonly reserved?: number
}

interface WebhookEvent {
  readonly id: string
  readonly type: string
  readonly status?: string
  readonly bookingDate?: string
  readonly updateDate?: string
  readonly transactionId?: string
  readonly mutations?: readonly BalanceMutation[]
  readonly trackingData?: Readonly<Record<string, string>>
}

export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errorCode: string
  readonly requestId: string
  readonly invalidFields?: readonly {
    readonly name: string
    readonly message: string
    readonly value?: string
  }[]
  readonly routingDetails?: readonly Readonly<Record<string, string>>[]
}

export const IBAN = "NL91ABNA0417164300"

const CARD = {
  cardHolder: { type: "individual", firstName: "Simon", lastName: "Hopper" },
  cardIdentification: { number: "4111111111111111", expiryMonth: "03", expiryYear: "2030" },
}

const WAIT_MS = 10_000

export function createAdyenPlatform(fixture: SandboxFixture): AdyenPlatform {
  const { api_key: apiKey = "" } = fixture.credentials
  const { transfers, lastAnswer } = createAdyenClient(fixture.baseUrl, { apiKey })
  const api = transfers.TransfersApi

  // Asked at once: a test may open others.
  const own = fixture.inWorld((world) => world.balances())
  const balanceAccount = async () =>
    (await own).find(({ name }) => name.startsWith("BA"))?.name ?? ""

  const transfer = async (request: object, idempotencyKey?: string) => {
    const options = idempotencyKey === undefined ? {} : { idempotencyKey }
    const made = await api.transferFunds(request as TransferInfo, options)
    return made as Transfer
  }

  return {
    api,
    lastAnswer,
    balanceAccount,
    balance: async (currency = "EUR") => fixture.balance(await balanceAccount(), currency),
    send: (changes = {}, idempotencyKey) =>
      transfer({ ...bankTransfer(), ...changes }, idempotencyKey),
    sendToCard: (changes = {}) => transfer({ ...cardTransfer(), ...changes }),

    async told(transferId, count) {
      const deadline = performance.now() + WAIT_MS
      const ownRequests = () =>
        fixture.sink.requests.filter(({ body }) => body.includes(`"id":"${transferId}"`))
      while (ownRequests().length < count && performance.now() < deadline) await rest(10)
      // A moment longer, for those too many.
      await rest(50)
      const told = ownRequests().map((request) => readWebhook(fixture, request))
      const numbers = told.map(({ body }) => body.data.sequenceNumber).toSorted((a, b) => a - b)
      expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1))
      return told.toSorted((a, b) => a.body.data.sequenceNumber - b.body.data.sequenceNumber)
    },

    async call(method, path, body) {
      const response = await fetch(fixture.baseUrl + path, {
        method,
        headers: { "x-api-key": apiKey, "content-type": "application/json" },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      })
      return { status: response.status, body: (await response.json()) as Problem }
    },
  }
}

/** 11.00 EUR to a bank account. */
export function bankTransfer() {
  return {
    amount: { value: 1_100, currency: "EUR" },
    category: "bank",
    counterparty: {
      bankAccount: {
        accountHolder: { fullName: "Sanne de Boer" },
        accountIdentification: { type: "iban", iban: IBAN },
      },
    },
    priority: "regular",
    reference: `wages-${randomUUID()}`,
  }
}

export function cardTransfer() {
  return {
    amount: { value: 1_100, currency: "EUR" },
    category: "card",
    counterparty: { card: CARD },
    reference: `wages-${randomUUID()}`,
  }
}

/** Authentic by Adyen's own library, and read by it and by the hub. */
function readWebhook(fixture: SandboxFixture, request: ReceivedRequest): TransferWebhook {
  const [key = ""] = fixture.secrets["hmac_key"] ?? []
  const { hmacsignature: signature, protocol } = request.headers
  expect(protocol).toBe("HmacSHA256")
  const validator = new hmacValidator()
  expect(validator.validateHMACSignature(key, String(signature), request.body)).toBe(true)
  expect(validator.validateHMACSignature(key, String(signature), `${request.body} `)).toBe(false)
  const { verdict, decoded } = fixture.read(request)
  expect(verdict.outcome).toBe("authentic")
  expect(["events", "ignored"]).toContain(decoded.outcome)
  const [event = null] = decoded.outcome === "events" ? decoded.events : []
  return {
    request,
    body: JSON.parse(request.body) as WebhookBody,
    typed: new TransferWebhooksHandler(request.body).getTransferNotificationRequest(),
    event: event?.subject === "payout" ? event : null,
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
