import { randomBytes } from "node:crypto"

/**
 * A merchant's client of Pivot, written from the vendor's public documentation alone: nothing of
 * Paidout is imported. Pivot publishes no SDK.
 */
export interface PivotClient {
  /** A call with a bearer token; a 401 is answered with a new token, once. */
  call<Data = unknown>(
    method: string,
    path: string,
    options?: PivotCallOptions,
  ): Promise<PivotReply<Data>>
  createPayouts(
    payouts: readonly unknown[],
    options?: { readonly requestId?: string },
  ): Promise<PivotReply<CreatedPayouts>>
  retrievePayouts(uuid: string, query?: string): Promise<PivotReply<RetrievedPayouts>>
  retrieveOne(uuid: string, referenceId: string): Promise<PivotReply<RetrievedOne>>
  retrieveByReference(referenceId: string): Promise<PivotReply<readonly RetrievedPayout[]>>
  /** Asks for a token; it is kept for 14 of its 15 minutes, as the vendor advises. */
  token(): Promise<string>
  /** How many tokens it asked for. */
  readonly tokensAsked: number
}

export interface PivotCallOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface PivotReply<Data> {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly data: Data
  readonly pagination?: {
    readonly page: number
    readonly perPage: number
    readonly totalItems: number
    readonly totalPages: number
  }
  readonly error?: {
    readonly type: string
    readonly details: readonly { readonly field: string; readonly message: string }[]
    readonly trace_id: string
  }
}

interface AskedPayout {
  readonly referenceId: string
  readonly inquiryId: string
  readonly channelCode: string
  readonly channelInformation: { readonly accountNumber: string; readonly accountName: string }
  readonly amount: { readonly value: string; readonly currency: string }
  readonly description: string
}

export interface RetrievedPayout extends AskedPayout {
  readonly status: string
  readonly reason: string
  readonly created: string
  readonly updated: string
}

export interface CreatedPayouts {
  readonly uuid: string
  readonly merchantId: string
  readonly status: string
  readonly created: string
  readonly updated: string
  readonly payouts: readonly AskedPayout[]
}

export interface PayoutResults {
  readonly totalPendingCount: number
  readonly totalPendingAmount: number
  readonly totalSuccessCount: number
  readonly totalSuccessAmount: number
  readonly totalFailedCount: number
  readonly totalFailedAmount: number
  readonly totalCancelledCount: number
  readonly totalCancelledAmount: number
}

export interface RetrievedPayouts {
  readonly uuid: string
  readonly merchantId: string
  readonly status: string
  readonly created: string
  readonly updated: string
  readonly payoutResults: PayoutResults
  readonly payouts: readonly RetrievedPayout[]
}

export interface RetrievedOne {
  readonly uuid: string
  readonly merchantId: string
  readonly payoutResults: PayoutResults
  readonly payouts: RetrievedPayout
}

const REFRESH_MS = 14 * 60 * 1000
const UNAUTHORIZED = 401

export function createPivotClient(
  baseUrl: string,
  credentials: Readonly<Record<string, string>>,
): PivotClient {
  let cached: { readonly token: string; readonly untilMs: number } | undefined
  let tokensAsked = 0

  async function send<Data>(
    method: string,
    path: string,
    options: PivotCallOptions,
  ): Promise<PivotReply<Data>> {
    const response = await fetch(baseUrl + path, {
      method,
      headers: { "content-type": "application/json", ...options.headers },
      ...(options.body !== undefined && {
        body: typeof options.body === "string" ? options.body : JSON.stringify(options.body),
      }),
    })
    const envelope = (await response.json()) as Omit<PivotReply<Data>, "status">
    return { status: response.status, ...envelope }
  }

  async function token(): Promise<string> {
    if (cached !== undefined && performance.now() < cached.untilMs) return cached.token
    tokensAsked += 1
    const reply = await send<{ readonly accessToken: string }>("POST", "/v1/access-token", {
      headers: {
        "X-MERCHANT-ID": credentials["merchant_id"] ?? "",
        "X-MERCHANT-SECRET": credentials["merchant_secret"] ?? "",
      },
      body: { grantType: "client_credentials" },
    })
    if (reply.code !== "00") throw new Error(`no token: ${reply.code} ${reply.message}`)
    cached = { token: reply.data.accessToken, untilMs: performance.now() + REFRESH_MS }
    return cached.token
  }

  async function call<Data>(
    method: string,
    path: string,
    options: PivotCallOptions = {},
  ): Promise<PivotReply<Data>> {
    const attempt = async () =>
      await send<Data>(method, path, {
        ...options,
        headers: { Authorization: `Bearer ${await token()}`, ...options.headers },
      })
    const reply = await attempt()
    if (reply.status !== UNAUTHORIZED) return reply
    cached = undefined
    return await attempt()
  }

  return {
    call,
    token,
    get tokensAsked() {
      return tokensAsked
    },
    createPayouts: (payouts, { requestId = newRequestId() } = {}) =>
      call("POST", "/v1/payouts", {
        body: { payouts },
        headers: { "X-REQUEST-ID": requestId },
      }),
    retrievePayouts: (uuid, query = "") => call("GET", `/v1/payouts/${uuid}${query}`),
    retrieveOne: (uuid, referenceId) =>
      call("GET", `/v1/payouts/${uuid}?referenceId=${encodeURIComponent(referenceId)}`),
    retrieveByReference: (referenceId) =>
      call("GET", `/v1/payouts/${encodeURIComponent(referenceId)}?type=single`),
  }
}

/** Alphanumeric, 16 to 36 characters. */
export function newRequestId(): string {
  return randomBytes(16).toString("hex")
}

/** An item of the create call, as the reference prints it, with what differs from that. */
export function payoutItem(
  referenceId: string,
  changes: {
    readonly accountNumber?: string
    readonly value?: string
    readonly description?: string
  } = {},
): object {
  const { accountNumber = "999966660001", value = "100000", description } = changes
  return {
    referenceId,
    channelCode: "BRI",
    channelInformation: { accountNumber, accountName: "Dummy Simulation" },
    amount: { value, currency: "IDR" },
    ...(description !== undefined && { description }),
  }
}
