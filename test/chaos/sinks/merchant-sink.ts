import { createHash } from "node:crypto"
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Webhook } from "standardwebhooks"
import type { SeededRandom } from "../seeded-random.ts"
import type { Behaviour } from "./behaviours.ts"

/** What a merchant's endpoint saw of one event. */
export interface SeenEvent {
  /** Of the bytes: the same at every try. */
  readonly digest: string
  readonly type: string
  readonly sequence: number
  /** The order in which events were first read. */
  readonly place: number
}

export interface MerchantSink {
  readonly url: string
  /** What was read to its end, by `webhook-id`. */
  readonly seen: ReadonlyMap<string, SeenEvent>
  /** Requests that began, by `webhook-id`. */
  readonly requests: ReadonlyMap<string, number>
  /** Deliveries that no merchant should ever get, in words. */
  readonly complaints: readonly string[]
  /** What registering it answered: from now on signatures are checked. */
  secret: string
  /** From now on it behaves; before, it answers 200 to everything. */
  begin(): void
  close(): Promise<void>
}

const COMPLAINTS_MAX = 20

export async function startMerchantSink(
  behave: Behaviour,
  random: SeededRandom,
): Promise<MerchantSink> {
  const seen = new Map<string, SeenEvent>()
  const requests = new Map<string, number>()
  const complaints: string[] = []
  let secret = ""
  let begun = false
  let verifier: Webhook | undefined

  function complain(text: string): void {
    if (complaints.length < COMPLAINTS_MAX) complaints.push(text)
  }

  function note(id: string, request: IncomingMessage, body: Buffer): void {
    if (begun) checkSignature(id, request, body)
    const digest = createHash("sha256").update(body).digest("base64")
    const known = seen.get(id)
    if (known !== undefined) {
      if (known.digest !== digest) complain(`${id} came with other bytes than before`)
      return
    }
    const text = body.toString("utf8")
    const told = JSON.parse(text) as { type: string; data: { sequence?: number } }
    const sequence = told.data.sequence ?? 0
    const place = seen.size
    seen.set(id, { digest, type: told.type, sequence, place })
  }

  function checkSignature(id: string, request: IncomingMessage, body: Buffer): void {
    verifier ??= new Webhook(secret)
    const timestamp = String(request.headers["webhook-timestamp"])
    const signature = String(request.headers["webhook-signature"])
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": signature,
    }
    try {
      verifier.verify(body, headers)
    } catch {
      // The library also refuses what a hub with a wrong clock signs; its own signer does not.
      const expected = verifier.sign(id, new Date(Number(timestamp) * 1_000), body.toString("utf8"))
      if (!signature.split(" ").includes(expected)) complain(`${id} has no valid signature`)
    }
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const id = String(request.headers["webhook-id"])
    const chunks: Buffer[] = []
    requests.set(id, (requests.get(id) ?? 0) + 1)
    request.on("error", () => {})
    response.on("error", () => {})
    const whole = new Promise<void>((resolve) => {
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        note(id, request, Buffer.concat(chunks))
        resolve()
      })
    })
    const behaviour = begun ? behave : ANSWERS_200
    void behaviour({ request, response, whole, random })
  }

  const server = createServer(handle)
  // Longer than a run: a kept connection that closes by itself would be sent on once more.
  server.keepAliveTimeout = 600_000
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    seen,
    requests,
    complaints,
    get secret() {
      return secret
    },
    set secret(value) {
      secret = value
    },
    begin() {
      begun = true
      seen.clear()
      requests.clear()
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    },
  }
}

const ANSWERS_200: Behaviour = async ({ response, whole }) => {
  await whole
  response.writeHead(200, { "content-length": "0" }).end()
}
