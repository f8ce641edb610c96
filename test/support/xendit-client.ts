import { randomUUID } from "node:crypto"
import { Balance, Payout, XenditSdkError } from "xendit-node"

import type { ReceivedRequest } from "./receiver.ts"
import type { SandboxFixture } from "./sandbox-fixture.ts"

type CreatePayoutRequest = NonNullable<Parameters<Payout["createPayout"]>[0]["data"]>

/** Xendit's own SDK, pointed at the sandbox, and the bare calls that it cannot make. */
export interface XenditClient {
  readonly payouts: Payout
  readonly balances: Balance
  /** Through the SDK, with what is not given filled in. */
  create(
    changes?: Partial<CreatePayoutRequest>,
    idempotencyKey?: string,
  ): ReturnType<Payout["createPayout"]>
  /** To an account number that has an ending of its own, for one. */
  createTo(
    accountNumber: string,
    changes?: Partial<CreatePayoutRequest>,
  ): ReturnType<Payout["createPayout"]>
  /** The status now, by the SDK. */
  status(id: string): Promise<string>
  /** A bare call; the body is sent as it is where it is a text. */
  call(method: string, path: string, options?: BareCall): Promise<BareAnswer>
  /** The webhooks of one payout, as soon as there are so many, and a moment longer. */
  webhooks(id: string, count: number): Promise<readonly XenditWebhook[]>
  /** A bare call for a payout: `REQUEST` with changes. */
  post(
    changes?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<BareAnswer>
}

export interface XenditWebhook {
  readonly request: ReceivedRequest
  readonly event: string
  readonly created: string
  readonly data: Readonly<Record<string, unknown>>
  /** The whole of it. */
  readonly body: Readonly<Record<string, unknown>>
}

interface BareCall {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface BareAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
}

/** A minute for every step, so that a busy machine does not miss a status. */
export const SLOW = {
  requested_after_seconds: 60,
  succeeded_after_seconds: 60,
  failed_after_seconds: 60,
  reversed_after_seconds: 60,
  ready_after_seconds: 60,
  picked_up_after_seconds: 60,
} as const

/** What the page about creating a payout prints. */
export const REQUEST = {
  reference_id: "myref-1482928194",
  channel_code: "ID_BCA",
  channel_properties: { account_number: "000000000099", account_holder_name: "Michael Chen" },
  amount: 10_000,
  description: "July payout",
  currency: "IDR",
} as const

export function createXenditClient(
  fixture: Pick<SandboxFixture, "baseUrl" | "credentials" | "sink">,
): XenditClient {
  const options = {
    secretKey: fixture.credentials["api_key"] ?? "",
    xenditURL: fixture.baseUrl,
  }
  const payouts = new Payout(options)
  const authorization = `Basic ${btoa(`${options.secretKey}:`)}`

  const create: XenditClient["create"] = (changes = {}, idempotencyKey = randomUUID()) =>
    payouts.createPayout({
      idempotencyKey,
      data: {
        referenceId: `ref-${randomUUID()}`,
        channelCode: "ID_BCA",
        channelProperties: { accountNumber: "000000000099", accountHolderName: "Michael Chen" },
        amount: 10_000,
        currency: "IDR",
        ...changes,
      },
    })

  const call: XenditClient["call"] = async (method, path, { headers = {}, body } = {}) => {
    const response = await fetch(fixture.baseUrl + path, {
      method,
      headers: { authorization, "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: JSON.parse(text) as BareAnswer["body"],
    }
  }

  return {
    payouts,
    balances: new Balance(options),
    create,
    createTo: (accountNumber, changes = {}) =>
      create({ channelProperties: { accountNumber, accountHolderName: "Test" }, ...changes }),
    status: async (id) => (await payouts.getPayoutById({ id })).status,
    call,
    async webhooks(id, count) {
      const deadline = performance.now() + WAIT_MS
      const ofPayout = () => fixture.sink.requests.filter(({ body }) => body.includes(id))
      while (ofPayout().length < count && performance.now() < deadline) await rest(10)
      await rest(count === 0 ? 200 : 50)
      return ofPayout().map(webhookFrom)
    },
    post: (changes = {}, headers = {}) =>
      call("POST", "/v2/payouts", {
        headers: { "idempotency-key": randomUUID(), ...headers },
        body: { ...REQUEST, ...changes },
      }),
  }
}

const WAIT_MS = 10_000

function webhookFrom(request: ReceivedRequest): XenditWebhook {
  const body = JSON.parse(request.body) as XenditWebhook["body"]
  const { event, created, data } = body as unknown as Omit<XenditWebhook, "request" | "body">
  return { request, event, created, data, body }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** What the SDK makes of a refusal: its status, code and message. */
export async function refusalOf(
  answer: Promise<unknown>,
): Promise<{ readonly status: number; readonly code: string; readonly message: string }> {
  const error = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof XenditSdkError)) throw new Error("the SDK was not refused")
  return {
    status: Number(error.status),
    code: String(error.errorCode),
    message: String(error.errorMessage),
  }
}
