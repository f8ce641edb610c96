import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { createSmtpMailer, mailerLimits, type Mailer } from "../../src/mail/smtp-mailer.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { insertAttemptRow, insertExhaustedRow } from "../support/health-rows.ts"
import { insertRow } from "../support/ledger-rows.ts"
import { createMailServer, type MailServer } from "../support/mail-server.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"
import { newUuid } from "../../src/ids.ts"

let database: TestDatabase
let hub: TestHub
let server: MailServer
/** What the hub has of it from test to test. */
const mail: { mailer: Mailer | null; publicUrl: string } = {
  mailer: null,
  publicUrl: "https://pay.example/hub",
}
const SETTINGS = "/v1/health-report/settings"

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database, {
    mail: {
      get mailer() {
        return mail.mailer
      },
      reportPool: database.pool,
      publicUrl: mail.publicUrl,
    },
  })
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})
beforeEach(async () => {
  server = await createMailServer()
  const from = { name: "", address: "hub@pay.example" }
  mail.mailer = createSmtpMailer(server.url, from, { ...mailerLimits, silenceMs: 300 })
  await database.pool.query("update merchants set health_mail = '{}'")
})
afterEach(async () => {
  await server.close()
})

describe("GET /v1/health-report", () => {
  let endpointId: string

  beforeAll(async () => {
    const merchantId = hub.merchant.id
    endpointId = await insertRow(database.pool, "endpoints", {
      merchant_id: merchantId,
      id: newUuid(),
      url: "https://shop.example/hook?token=secret&<b>",
      event_types: ["*"],
      dialect: "paidout",
      version: "2026-11-21",
      ordering: "none",
      state: "active",
      secrets_sealed: Buffer.alloc(0),
    })
    const key = { merchantId, endpointId }
    await insertAttemptRow(database.pool, { ...key, at: "2026-11-20T09:00:00Z" })
    await insertExhaustedRow(database.pool, { ...key, at: "2026-11-20T10:00:00Z" })
  })

  const past = "from=2026-11-20T06:00:00Z&to=2026-11-20T12:00:00Z"

  test("gives the figures of a time, and the mail that they make", async () => {
    const { status, json } = await call(hub, `GET /v1/health-report?${past}`)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      from: "2026-11-20T06:00:00.000Z",
      to: "2026-11-20T12:00:00.000Z",
      needs_attention: true,
      deliveries: {
        attempts: 2,
        delivered: 1,
        exhausted: 1,
        missed: 0,
        success_rate: 0.5,
        first_attempt_rate: 1,
      },
      exhausted_deliveries: {
        count: 1,
        examples: [
          {
            delivery_id: expect.stringMatching(/^dlv_/),
            endpoint_id: expect.stringMatching(/^ep_/),
            url: "https://shop.example/hook",
            last_status: 503,
          },
        ],
      },
      subject: "Paidout: 1 delivery exhausted",
      text: expect.stringContaining("Open Paidout: https://pay.example/hub\n"),
      html: expect.stringContaining('<a href="https://pay.example/hub">'),
    })
    expect(JSON.stringify(json)).not.toContain("secret")
  })

  test("gives just the mail's body, as a page that can do nothing", async () => {
    const get = (format: string) =>
      fetch(`${hub.url}/v1/health-report?${past}&format=${format}`, {
        headers: { authorization: `Bearer ${FIRST_API_KEY}` },
      })
    const { json } = await call(hub, `GET /v1/health-report?${past}`)
    const text = await get("text")
    expect(text.headers.get("content-type")).toBe("text/plain; charset=utf-8")
    expect(await text.text()).toBe(json.text)
    const html = await get("html")
    expect(html.headers.get("content-type")).toBe("text/html; charset=utf-8")
    expect(html.headers.get("content-security-policy")).toMatch(/^default-src 'none'.*; sandbox$/)
    expect(await html.text()).toBe(json.html)
  })

  test("is of the current window so far where no time is given", async () => {
    const { json } = await call(hub, "GET /v1/health-report")
    const [from, to] = [new Date(json.from), new Date(json.to)]
    expect(from.getTime() % (6 * 3_600_000)).toBe(0)
    expect(to.getTime() - from.getTime()).toBeLessThan(6 * 3_600_000)
    expect(Math.abs(to.getTime() - Date.now())).toBeLessThan(10_000)
    expect(json.subject).toBe("Paidout: all well, 0 delivered")
  })

  test.each([
    "from=yesterday",
    "from=2026-02-30T25:00:00Z",
    "from=2026-11-20T12:00:00Z&to=2026-11-20T06:00:00Z",
    "from=2026-10-01T00:00:00Z&to=2026-11-20T06:00:00Z",
    "format=pdf",
    "colour=red",
  ])("refuses %s", async (query) => {
    const { status, json } = await call(hub, `GET /v1/health-report?${query}`)
    expect([status, json.code]).toEqual([400, "request_invalid"])
  })
})

describe("the settings", () => {
  test("name nobody at first, are set as a whole, and are in the audit log", async () => {
    const first = await call(hub, `GET ${SETTINGS}`)
    expect(first.json).toEqual({
      recipients: [],
      when: "needed",
      stuck_after_hours: 24,
      smtp_configured: true,
      last_mail: null,
    })
    const body = { recipients: ["ops@shop.example"], when: "always", stuck_after_hours: 48 }
    const set = await call(hub, `PUT ${SETTINGS}`, { body })
    expect(set).toMatchObject({ status: 200, json: body })
    const again = await call(hub, `PUT ${SETTINGS}`, { body: { recipients: ["a@shop.example"] } })
    expect(again.json).toMatchObject({
      recipients: ["a@shop.example"],
      when: "needed",
      stuck_after_hours: 24,
    })
    expect((await call(hub, `GET ${SETTINGS}`)).json).toEqual(again.json)
    const audit = await call(hub, "GET /v1/audit?limit=1")
    expect(audit.json.data[0]).toMatchObject({
      action: "health_mail.change",
      object: expect.stringMatching(/^mer_/),
      before: body,
      after: { recipients: ["a@shop.example"], when: "needed", stuck_after_hours: 24 },
    })
  })

  test.each([
    [{ recipients: ["ops"] }],
    [{ recipients: ["ops@shop.example\r\nBcc: thief@evil.example"] }],
    [{ recipients: ["ops@shop.example", "ops@shop.example"] }],
    [{ recipients: Array.from({ length: 21 }, (_, index) => `ops${index}@shop.example`) }],
    [{ recipients: [], when: "sometimes" }],
    [{ recipients: [], stuck_after_hours: 0 }],
    [{ recipients: [], colour: "red" }],
    [{ when: "always" }],
  ])("refuse %j", async (body) => {
    const { status, json } = await call(hub, `PUT ${SETTINGS}`, { body })
    expect([status, json.code]).toEqual([400, "request_invalid"])
    expect((await call(hub, `GET ${SETTINGS}`)).json.recipients).toEqual([])
  })

  test("are changed by admins only", async () => {
    const made = await call(hub, "POST /v1/api-keys", {
      body: { name: "writer", scopes: ["read", "write"] },
    })
    const { key } = made.json as { readonly key: string }
    expect((await call(hub, `GET ${SETTINGS}`, { key })).status).toBe(200)
    const refused = await call(hub, `PUT ${SETTINGS}`, { key, body: { recipients: [] } })
    expect([refused.status, refused.json.code]).toEqual([403, "forbidden"])
  })
})

describe("a test mail", () => {
  const SEND = "POST /v1/health-report/send-test"
  const set = (...recipients: readonly string[]) =>
    call(hub, `PUT ${SETTINGS}`, { body: { recipients } })

  test("is sent at once, and what the server answered is told", async () => {
    await set("ops@shop.example", "gone@shop.example")
    server.onRecipient = (address) =>
      address.startsWith("gone") ? { status: 550, text: "no such mailbox" } : undefined
    const { status, json } = await call(hub, SEND)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      accepted: ["ops@shop.example"],
      refused: [{ address: "gone@shop.example", answer: "550 no such mailbox" }],
      answer: expect.stringMatching(/^250 /),
      failure: null,
    })
    expect(server.mails[0]?.parsed.subject).toBe("Paidout: a test mail")
  })

  test("that nobody answers comes back with why, in time", async () => {
    await set("ops@shop.example")
    server.onRecipient = () => new Promise(() => {})
    const { status, json } = await call(hub, SEND)
    expect(status).toBe(200)
    expect(json).toMatchObject({ accepted: [], answer: null, failure: { cause: "timeout" } })
    expect(json.duration_ms).toBeLessThan(5_000)
  })

  test("needs a mail server and somebody to send it to", async () => {
    const nobody = await call(hub, SEND)
    expect([nobody.status, nobody.json.code]).toEqual([422, "mail_unavailable"])
    await set("ops@shop.example")
    mail.mailer = null
    const unsent = await call(hub, SEND)
    expect([unsent.status, unsent.json.code]).toEqual([422, "mail_unavailable"])
    expect(unsent.json.detail).toContain("SMTP_URL")
    expect((await call(hub, `GET ${SETTINGS}`)).json.smtp_configured).toBe(false)
  })
})

describe("paidout health-report", () => {
  async function paidout(...words: readonly string[]) {
    const environment = { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY }
    const terminal = capturedTerminal({ environment })
    const exit = await run(["health-report", ...words], terminal)
    return { exit, output: terminal.output(), errors: terminal.errors() }
  }

  test("prints the report as text", async () => {
    const { exit, output } = await paidout(
      "--from",
      "2026-11-20T06:00:00Z",
      "--to",
      "2026-11-20T12:00:00Z",
    )
    expect(exit).toBe(0)
    expect(output).toMatch(/^Paidout: 1 delivery exhausted\n\nPaidout for /)
    expect(output).toContain("What to do:")
  })

  test("shows and changes the settings, each by itself", async () => {
    expect((await paidout("settings")).output).toMatch(/recipients\s+nobody/)
    expect((await paidout("settings", "--to", "a@shop.example, b@shop.example")).exit).toBe(0)
    const changed = await paidout("settings", "--when", "always", "--json")
    expect(JSON.parse(changed.output)).toMatchObject({
      recipients: ["a@shop.example", "b@shop.example"],
      when: "always",
    })
    const none = await paidout("settings", "--to", "none", "--json")
    expect(JSON.parse(none.output)).toMatchObject({ recipients: [], when: "always" })
    expect(await paidout("settings", "--to", "nobody")).toMatchObject({
      exit: 2,
      errors: expect.stringContaining('"nobody" is none'),
    })
  })

  test("sends a test mail, and fails where not everybody can get it", async () => {
    await paidout("settings", "--to", "ops@shop.example")
    expect(await paidout("send-test")).toMatchObject({
      exit: 0,
      output: expect.stringContaining("ops@shop.example"),
    })
    server.onMail = () => ({ status: 451, text: "try later" })
    expect(await paidout("send-test")).toMatchObject({
      exit: 1,
      output: expect.stringContaining("deferred: 451 try later"),
    })
  })
})
