import { afterAll, beforeAll, expect, test } from "vitest"

import { createMailServer, type MailServer } from "../support/mail-server.ts"
import { startSandboxHub, type SandboxHub } from "../support/sandbox-hub.ts"

let hub: SandboxHub
let server: MailServer

beforeAll(async () => {
  server = await createMailServer()
  hub = await startSandboxHub({ SMTP_URL: server.url, MAIL_FROM: "hub@pay.example" })
})
afterAll(async () => {
  await hub.close()
  await server.close()
})

const ROUTE = "/v1/sandbox/health-mail"
const provider = "developers@shop.example"
const own = "ops@shop.example"

test("the provider's health mail is set apart from the merchant's own", async () => {
  const before = await hub.api(`GET ${ROUTE}`)
  expect(before.json).toMatchObject({ recipients: [], when: "needed", last_mail: null })
  const { rows } = await hub.database.pool.query(
    "select 1 from merchants where sandbox_of is not null",
  )
  expect(rows).toEqual([])
  const set = await hub.api(`PUT ${ROUTE}`, { recipients: [provider], when: "always" })
  expect(set.json).toMatchObject({ recipients: [provider], when: "always", smtp_configured: true })
  expect((await hub.api(`GET ${ROUTE}`)).json).toEqual(set.json)
  expect((await hub.api("GET /v1/health-report/settings")).json).toMatchObject({ recipients: [] })
  const audit = (await hub.api("GET /v1/audit?limit=1")).json.data[0]
  expect(audit).toMatchObject({ action: "health_mail.change", after: { recipients: [provider] } })
  expect((await hub.api(`PUT ${ROUTE}`, { recipients: ["nobody"] })).json.code).toBe(
    "request_invalid",
  )
})

test("every six hours it tells how the provider's webhooks did, and nobody else is told", async () => {
  await hub.api("PUT /v1/health-report/settings", { recipients: [own], when: "needed" })
  const account = await hub.account("xendit")
  await hub.api(`PATCH /v1/sources/${account.source_id}`, { disabled: true })
  await hub.act(account, "create_payout")
  await hub.advance("7h")
  const mails = server.mails.filter(({ to }) => to.includes(provider))
  expect(mails.length).toBeGreaterThan(0)
  const told = mails.map(({ parsed }) => `${parsed.subject}\n${parsed.text}`).join("\n")
  expect(told).toContain("the sandbox of first merchant")
  expect(told).toContain(`${hub.url}/in/`)
  expect(told).toMatch(/1 endpoint failing/)
  expect(server.mails.filter(({ to }) => to.includes(own))).toEqual([])
  const shown = await hub.api(`GET ${ROUTE}`)
  expect(shown.json.last_mail).toMatchObject({ kind: "health", state: "sent" })
})
