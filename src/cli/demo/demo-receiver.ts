import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { signStandardWebhook, standardWebhookKey } from "../../delivery/sign-standard-webhook.ts"

/** The merchant's own endpoint, for the time of the demo: it keeps what it is told. */
export interface DemoReceiver {
  readonly url: string
  /** What its webhooks must be signed with, once it is known. */
  secret: string | null
  /** What came since it was asked last. */
  take(): readonly ReceivedEvent[]
  close(): Promise<void>
}

export interface ReceivedEvent {
  /** `payout.paid` */
  readonly type: string
  /** `po_…`, `bat_…` */
  readonly subjectId: string
  readonly isVerified: boolean
}

export async function createDemoReceiver(): Promise<DemoReceiver> {
  let received: ReceivedEvent[] = []
  const server = createServer((request, response) => {
    buffer(request).then(
      (body) => {
        const event = readEvent(body, isSigned(request.headers, body, receiver.secret))
        if (event !== undefined) received.push(event)
        response.end("ok")
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve)
  })
  const receiver: DemoReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    secret: null,
    take() {
      const taken = received
      received = []
      return taken
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}

interface CanonicalBody {
  readonly type: string
  readonly data: {
    readonly payout?: { readonly id: string }
    readonly batch?: { readonly id: string }
  }
}

/** Undefined: it is about nothing, as the test event of the registration. */
function readEvent(body: Buffer, isVerified: boolean): ReceivedEvent | undefined {
  const { type, data } = JSON.parse(body.toString("utf8")) as CanonicalBody
  const subject = data.payout ?? data.batch
  return subject && { type, subjectId: subject.id, isVerified }
}

/** As any library of Standard Webhooks does it. */
function isSigned(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: Buffer,
  secret: string | null,
): boolean {
  const key = secret === null ? undefined : standardWebhookKey(secret)
  if (key === undefined) return false
  const timestampSeconds = Number(headers["webhook-timestamp"])
  const message = { id: String(headers["webhook-id"]), timestampSeconds, body }
  const signatures = String(headers["webhook-signature"]).split(" ")
  return signatures.includes(signStandardWebhook([key], message))
}
