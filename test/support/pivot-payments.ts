import type { PaymentEvent } from "../../src/payout/event.ts"
import { newRequestId, type PivotClient, type PivotReply } from "./pivot-client.ts"
import type { SandboxFixture } from "./sandbox-fixture.ts"

/** The payment calls of a merchant's client, from the vendor's documentation. */
export interface PivotSession {
  readonly id: string
  readonly clientReferenceId: string
  readonly amount: { readonly value: number; readonly currency: string }
  readonly paymentType: string
  readonly paymentMethod: { readonly type: string } | null
  readonly status: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly expiryAt: string | null
  readonly cancelledAt?: string
  readonly cancellationReason?: string
  readonly chargeDetails: readonly PivotCharge[] | null
}

export interface PivotCharge {
  readonly id: string
  readonly paymentSessionId: string
  readonly paymentSessionClientReferenceId: string
  readonly amount: { readonly value: number; readonly currency: string }
  readonly capturedAmount: { readonly value: number; readonly currency: string } | null
  readonly status: string
  readonly isCaptured: boolean
  readonly failureCode?: string
  readonly paidAt?: string
  readonly captureHistories: readonly { readonly id: string; readonly status: string }[] | null
}

export function createPayment(
  client: PivotClient,
  changes: object = {},
  requestId = newRequestId(),
): Promise<PivotReply<PivotSession>> {
  return client.call("POST", "/v2/payments", {
    body: paymentRequest(changes),
    headers: { "X-REQUEST-ID": requestId },
  })
}

/** As "Create Payment Session" prints it, with what differs from that. */
export function paymentRequest(changes: object = {}): object {
  return {
    clientReferenceId: "ORDER-1",
    amount: { value: 10001, currency: "IDR" },
    paymentType: "SINGLE",
    mode: "REDIRECT",
    redirectUrl: {
      successReturnUrl: "https://kopi.example/success",
      failureReturnUrl: "https://kopi.example/failure",
      expirationReturnUrl: "https://kopi.example/expiration",
    },
    customer: {
      givenName: "Sari",
      surname: "Dewi",
      email: "sari@kopi.example",
      phoneNumber: { countryCode: "+62", number: "89600000001" },
    },
    autoConfirm: true,
    statementDescriptor: "Kopi Kita",
    metadata: { invoiceNo: "INV-1" },
    ...changes,
  }
}

/** A static virtual account, which takes several payments. */
export const STATIC_ACCOUNT = {
  paymentType: "MULTIPLE",
  mode: "API",
  paymentMethod: { type: "VIRTUAL_ACCOUNT" },
  paymentMethodOptions: { virtualAccount: { channel: "PERMATA", virtualAccountName: "Kopi Kita" } },
}

export function retrievePayment(client: PivotClient, id: string) {
  return client.call<PivotSession>("GET", `/v2/payments/${id}`)
}

/** What the hub makes of each webhook, in the order they came. */
export function readPayments(fixture: SandboxFixture): readonly PaymentEvent[] {
  return fixture.sink.requests.map((request) => {
    const { verdict, decoded } = fixture.read(request)
    if (verdict.outcome !== "authentic") throw new Error(`not authentic: ${verdict.hint}`)
    if (decoded.outcome !== "events") throw new Error(`not understood: ${JSON.stringify(decoded)}`)
    const [event] = decoded.events
    if (event?.subject !== "payment" || decoded.events.length > 1) throw new Error("no payment")
    return event
  })
}
