import { randomBytes, randomUUID } from "node:crypto"

/** A real Xendit body (the flat form), about 700 bytes; each call is another payout. */
export function webhookRequests(options: {
  readonly path: string
  readonly port: number
  readonly token: string
}): { readonly next: () => Buffer; readonly idAt: (body: string) => string | undefined } {
  const run = randomBytes(4).toString("hex")
  let count = 0
  const next = () => {
    count += 1
    const reference = `bench-${run}-${count}`
    const body = JSON.stringify({
      created: "2026-08-17T04:34:58.995Z",
      business_id: "6a7e0ac4cfc187c11116173a",
      event: "payout.succeeded",
      data: {
        id: `disb-${randomUUID()}`,
        amount: 10_000 + count,
        status: "SUCCEEDED",
        created: "2026-08-17T04:33:38.428Z",
        updated: "2026-08-17T04:34:58.816Z",
        currency: "IDR",
        description: "Bench payout",
        channel_code: "ID_BCA",
        reference_id: reference,
        account_number: "000000000099",
        idempotency_key: reference,
        channel_category: "BANK",
        account_holder_name: "Michael Chen",
        connector_reference: `SIMULATED_CONNECTOR_REFERENCE_${count}`,
        estimated_arrival_time: "2026-08-17T04:48:38.426Z",
      },
      api_version: "v2",
    })
    return Buffer.from(
      `POST ${options.path} HTTP/1.1\r\nhost: 127.0.0.1:${options.port}\r\n` +
        `content-type: application/json\r\nx-callback-token: ${options.token}\r\n` +
        `webhook-id: ${randomUUID()}\r\nuser-agent: bench\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  }
  return { next, idAt: (body) => /"reference":"(bench-[0-9a-f]+-\d+)"/.exec(body)?.[1] }
}

/** The reference that a request made by `webhookRequests` carries. */
export function referenceOf(request: Buffer): string {
  const at = request.indexOf('"reference_id":"') + 16
  return request.toString("latin1", at, request.indexOf('"', at))
}
