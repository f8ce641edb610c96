import { request as httpRequest } from "node:http"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"

import type { Source } from "../../src/merchants/source.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { createForwardingHub, type ForwardingHub } from "../support/forwarding-hub.ts"
import { sampleOf, SECRETS, webhookOf } from "../support/hub-fixture.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { call, FIRST_API_KEY } from "../support/test-hub.ts"

const ACCOUNT = "000000004711"
const HOLDER = "Michael Chen"

let hub: ForwardingHub
let receiver: Receiver
let path = ""
beforeAll(async () => {
  hub = await createForwardingHub()
  receiver = await createReceiver()
  const made = await call(hub, "POST /v1/sources", {
    body: { name: "Xendit", provider: "xendit", secrets: SECRETS["xendit"] },
  })
  path = new URL(made.json.receive_url as string).pathname
  await tell("order-1", "payout.succeeded", { accountNumber: ACCOUNT, accountHolderName: HOLDER })
  await tell("=order-2", "payout.failed", null)
})
afterAll(async () => {
  await receiver.close()
  await hub.stop()
})

async function tell(
  reference: string,
  name: string,
  destination: NonNullable<PayoutEvent["details"]["destination"]> | null,
): Promise<void> {
  const sample = sampleOf("xendit", name) as PayoutEvent
  const { destination: _told, ...details } = sample.details
  const event: PayoutEvent = {
    ...sample,
    key: `${reference}:${name}`,
    providerId: `disb-${reference}`,
    reference,
    details: destination === null ? details : { ...details, destination },
  }
  const source = { provider: "xendit", secrets: SECRETS["xendit"] ?? {} } as unknown as Source
  const { headers, body } = webhookOf(source, event)
  const flat = Object.fromEntries(
    Object.entries(headers).map(([key, [value]]) => [key, value ?? ""]),
  )
  const answer = await fetch(hub.url + path, { method: "POST", headers: flat, body })
  expect(answer.status).toBeLessThan(300)
  await hub.settle()
}

const byReference = async (reference: string): Promise<string> =>
  (await call(hub, `GET /v1/payouts?reference=${encodeURIComponent(reference)}`)).json.data[0].id

async function keyWith(...scopes: string[]): Promise<string> {
  const made = await call(hub, "POST /v1/api-keys", { body: { name: scopes.join(), scopes } })
  return made.json.key as string
}

const download = (target: string) =>
  fetch(`${hub.url}${target}`, { headers: { authorization: `Bearer ${FIRST_API_KEY}` } })

describe("one search", () => {
  test.each(["order-1", "disb-order-1", "4711", "**** 4711"])(
    "finds a payout by %s",
    async (text) => {
      const { json } = await call(hub, `GET /v1/payouts?search=${encodeURIComponent(text)}`)
      expect(json.data).toHaveLength(1)
      expect(json.data[0]).toMatchObject({ reference: "order-1", has_attention: false })
    },
  )

  test("finds it by its id, and by its amount as people write it", async () => {
    const id = await byReference("order-1")
    expect((await call(hub, `GET /v1/payouts?search=${id}`)).json.data).toHaveLength(1)
    const { amount } = (await call(hub, `GET /v1/payouts/${id}`)).json
    const typed = `IDR ${Number(amount.value).toLocaleString("en")}`
    const found = await call(hub, `GET /v1/payouts?search=${encodeURIComponent(typed)}`)
    expect(found.json.data.map((payout: { id: string }) => payout.id)).toContain(id)
  })

  test("a failed payout is found by what somebody must do about it", async () => {
    const { json } = await call(hub, "GET /v1/payouts?has_attention=true")
    expect(json.data).toMatchObject([{ reference: "=order-2", has_attention: true }])
    const code = json.data[0].failure.code as string
    expect((await call(hub, `GET /v1/payouts?failure_code=${code}`)).json.data).toHaveLength(1)
  })
})

describe("a list as CSV", () => {
  test("holds the filtered list, masked, with plain amounts and no formula", async () => {
    const answer = await download("/v1/payouts.csv")
    expect(answer.headers.get("content-type")).toContain("text/csv")
    expect(answer.headers.get("content-disposition")).toContain("payouts.csv")
    const [head = "", ...lines] = (await answer.text()).trimEnd().split("\r\n")
    expect(lines).toHaveLength(2)
    const columns = head.split(",")
    const [failed, paid] = lines.map((line) => {
      const cells = line.split(",")
      return Object.fromEntries(columns.map((column, at) => [column, cells[at]]))
    })
    expect(failed?.["reference"]).toBe("'=order-2")
    expect(paid).toMatchObject({ status: "paid", account_number: "**** 4711" })
    expect(paid?.["amount"]).toMatch(/^\d+\.\d\d$/)
    expect(paid?.["created_at"]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    const filtered = await (await download("/v1/payouts.csv?status=paid")).text()
    expect(filtered.split("\r\n")).toHaveLength(3)
    expect(filtered).not.toContain(ACCOUNT)
  })

  test("batches and payments have one, too; of a provider without a source it is its head", async () => {
    for (const list of ["batches", "payments"]) {
      const text = await (await download(`/v1/${list}.csv?provider=pivot`)).text()
      expect(text).toMatch(/^id,status,[^\r]*\r\n$/)
    }
  })

  test("what cannot be read is a problem; what fails on the way is cut off", async () => {
    expect((await call(hub, "GET /v1/payouts.csv?limit=1")).json.code).toBe("request_invalid")
    expect((await call(hub, "GET /v1/payouts.csv?created_from=2026-02-30T00:00:00Z")).status).toBe(
      400,
    )
    await fillPayouts(10_000)
    const whole = await (await download("/v1/payouts.csv")).text()
    expect(whole.split("\r\n")).toHaveLength(10_004)
    await failingAfter(2, async () => {
      await expect(readAll("/v1/payouts.csv")).rejects.toThrow("aborted")
    })
  })

  test("who goes away is read no further page for", async () => {
    const asked = await countingPages(async () => {
      await new Promise<void>((resolve) => {
        const request = httpRequest(`${hub.url}/v1/payouts.csv`, {
          headers: { authorization: `Bearer ${FIRST_API_KEY}` },
        })
        request.on("response", (response) => {
          response.once("data", () => response.destroy())
          response.on("close", resolve)
        })
        request.on("error", () => {})
        request.end()
      })
    })
    expect(asked).toBeLessThan(15)
  })
})

describe("the whole account", () => {
  test("is shown to who may see raw bodies; the audit log says to whom, and nothing of it", async () => {
    const id = await byReference("order-1")
    const key = await keyWith("read", "raw")
    const answer = await call(hub, `POST /v1/payouts/${id}/reveal`, {
      key,
      headers: { "idempotency-key": "once" },
    })
    expect(answer.json).toMatchObject({ account_number: ACCOUNT, account_holder_name: HOLDER })
    expect(answer.headers.get("cache-control")).toBe("no-store")
    const again = await call(hub, `POST /v1/payouts/${id}/reveal`, {
      key,
      headers: { "idempotency-key": "once" },
    })
    expect(again.headers.get("idempotent-replayed")).toBeNull()
    const { json, text } = await call(hub, "GET /v1/audit")
    const seen = json.data.filter(({ action }: { action: string }) => action === "payout.reveal")
    expect(seen).toHaveLength(2)
    expect(seen[0]).toMatchObject({ object: id, before: null, after: null })
    expect(text).not.toContain(ACCOUNT)
  })

  test("is refused to who may not, and said to be unknown where it is", async () => {
    const key = await keyWith("read", "write")
    const id = await byReference("order-1")
    expect((await call(hub, `POST /v1/payouts/${id}/reveal`, { key })).json.code).toBe("forbidden")
    const other = await byReference("=order-2")
    const refused = await call(hub, `POST /v1/payouts/${other}/reveal`)
    expect([refused.status, refused.json.code]).toEqual([409, "destination_unknown"])
  })
})

describe("one event to one endpoint", () => {
  const toldOf = (type: string) =>
    receiver.requests.filter(({ body }) => body.includes(`"type":"${type}"`))
  const untilTold = async (type: string, times: number) => {
    await vi.waitUntil(() => toldOf(type).length >= times, { timeout: 10_000, interval: 20 })
    return toldOf(type)[times - 1]
  }

  test("that came later and wants others; sent twice it is one delivery, sent again", async () => {
    const id = await byReference("order-1")
    const endpoint = await call(hub, "POST /v1/endpoints", {
      body: { url: receiver.url, event_types: ["payout.reversed"] },
    })
    const body = { endpoint_id: endpoint.json.id as string, sequence: 1 }
    const sent = await call(hub, `POST /v1/payouts/${id}/send`, { body })
    expect(sent.status).toBe(202)
    const told = await untilTold("payout.paid", 1)
    const { json: payout } = await call(hub, `GET /v1/payouts/${id}`)
    expect(told?.headers["webhook-id"]).toBe(payout.history[0].event_id)
    expect(JSON.parse(String(told?.body)).data.payout).toMatchObject({ id, status: "paid" })

    const again = await call(hub, `POST /v1/payouts/${id}/send`, { body })
    expect(again.json.id).toBe(sent.json.id)
    await untilTold("payout.paid", 2)
    const { json } = await call(hub, "GET /v1/audit")
    expect(json.data.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(["delivery.send", "delivery.resend"]),
    )
  })

  test("is not sent where there is none, or to who cannot hear it", async () => {
    const id = await byReference("order-1")
    const raw = await call(hub, "POST /v1/endpoints", {
      body: { url: receiver.url, dialect: "raw" },
    })
    const send = (endpoint: string, sequence: number) =>
      call(hub, `POST /v1/payouts/${id}/send`, { body: { endpoint_id: endpoint, sequence } })
    expect((await send(raw.json.id, 1)).json.code).toBe("dialect_cannot_tell")
    expect((await send(raw.json.id, 99)).json.code).toBe("conflict")
    await call(hub, `POST /v1/endpoints/${raw.json.id}/disable`)
    expect((await send(raw.json.id, 1)).json.code).toBe("endpoint_disabled")
  })
})

async function fillPayouts(count: number): Promise<void> {
  await hub.database.pool.query(
    `insert into payouts (merchant_id, id, source_id, provider, status, certainty, live, sequence,
       facts, created_at, updated_at)
     select $1, uuid_at(paidout_now() - n * interval '1 second'), gen_random_uuid(), 'xendit',
       'paid', 'confirmed', false, 1, '{}', paidout_now(), paidout_now()
     from generate_series(1, $2::integer) as n`,
    [hub.merchant.id, count],
  )
}

/** Pages of payouts that are read meanwhile; from the `failing`th on the database says no. */
async function countingPages(work: () => Promise<void>, failing = Infinity): Promise<number> {
  const { pool } = hub.hub
  const query = pool.query.bind(pool)
  let pages = 0
  Object.assign(pool, {
    query: (...args: unknown[]) => {
      if (typeof args[0] === "string" && args[0].includes("with page as")) {
        pages += 1
        if (pages >= failing) return Promise.reject(new Error("the database is away"))
      }
      return Reflect.apply(query, undefined, args) as unknown
    },
  })
  try {
    await work()
    return pages
  } finally {
    Object.assign(pool, { query })
  }
}

async function failingAfter(pages: number, work: () => Promise<void>): Promise<void> {
  await countingPages(work, pages + 1)
}

/** @throws Error: the connection was cut before the answer's end */
function readAll(target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${FIRST_API_KEY}` }
    const request = httpRequest(`${hub.url}${target}`, { headers }, (response) => {
      let text = ""
      response.setEncoding("utf8")
      response.on("data", (chunk: string) => (text += chunk))
      response.on("error", reject)
      response.on("end", () => resolve(text))
    })
    request.on("error", reject)
    request.end()
  })
}
