import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"

import { findProvider } from "../../src/providers/index.ts"
import { createForwardingHub, type ForwardingHub } from "../support/forwarding-hub.ts"
import { sampleOf, SECRETS } from "../support/hub-fixture.ts"
import { sendRawRequest } from "../support/send-raw-request.ts"
import { call } from "../support/test-hub.ts"
import { createVendorHandler, type VendorHandler } from "../support/vendor-handler.ts"

let hub: ForwardingHub
let receivePath: string
let handler: VendorHandler
beforeAll(async () => {
  hub = await createForwardingHub()
  const source = await call(hub, "POST /v1/sources", {
    body: { name: "Xendit", provider: "xendit", secrets: SECRETS["xendit"] },
  })
  receivePath = new URL(source.json.receive_url as string).pathname
})
afterAll(() => hub.stop())
afterEach(() => handler.close())

const KINDS = { pivot: "callback_api_key", xendit: "callback_token", adyen: "hmac_key" }
const [OLD, NEW] = ["0a".repeat(32), "0b".repeat(32)] as const

/** Xendit says that another payout is paid. */
async function tellPaid(): Promise<void> {
  const xendit = findProvider("xendit")
  const paid = sampleOf("xendit", "payout.succeeded")
  const encoded = xendit?.encode(paid, SECRETS["xendit"] ?? {})
  if (!encoded) throw new Error("no words for it")
  const lines = Object.entries(encoded.headers).map(([name, value]) => `${name}: ${value}`)
  const request = { lines, body: Buffer.from(encoded.body) }
  expect(await sendRawRequest(hub.port, receivePath, request)).toBe(200)
  await hub.settle()
}

describe.each(["pivot", "xendit", "adyen"] as const)(
  "while its secret changes, a handler of %s",
  (dialect) => {
    test("misses nothing, whichever of the two it knows", async () => {
      handler = await createVendorHandler(dialect, { [KINDS[dialect]]: [OLD] })
      const made = await call(hub, "POST /v1/endpoints", {
        body: { url: handler.url, dialect, secret: OLD, event_types: ["payout.paid"] },
      })
      expect(made.status).toBe(201)
      const path = `/v1/endpoints/${made.json.id}`
      await handler.next()
      const rotation = { secret: NEW, overlap_hours: 1 }
      await call(hub, `POST ${path}/rotate-secret`, { body: rotation })

      await tellPaid()
      expect(await handler.next()).toMatchObject({ status: 401 })
      const accepted = await handler.next()
      expect(accepted).toMatchObject({ status: 200 })

      handler.secrets = { [KINDS[dialect]]: [NEW] }
      await tellPaid()
      expect(await handler.next()).toMatchObject({ status: 200 })

      const { json } = await call(hub, `GET /v1/deliveries?endpoint_id=${made.json.id}`)
      await expect
        .poll(async () => (await call(hub, `GET /v1/deliveries/${json.data[0].id}`)).json.state)
        .toBe("delivered")
      for (const { id } of json.data) {
        const one = await call(hub, `GET /v1/deliveries/${id}`)
        expect(one.json).toMatchObject({ state: "delivered", attempt_count: 1, last_status: 200 })
      }
      expect(handler.seen).toEqual([])
      await call(hub, `DELETE ${path}`)
    })
  },
)
