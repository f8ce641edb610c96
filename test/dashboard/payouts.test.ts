import { readFileSync } from "node:fs"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import type { Source } from "../../src/merchants/source.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { expectAccessible } from "../support/accessible.ts"
import { WIDTHS } from "../support/browser.ts"
import { describeDashboard, startDashboard, type Dashboard } from "../support/dashboard.ts"
import { sampleOf, SECRETS, webhookOf } from "../support/hub-fixture.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"

const ACCOUNT = "000000004711"
const REFERENCE = "wages-november"
const PROVIDER_ID = "disb-wages-november"

describeDashboard("a payout", () => {
  let dashboard: Dashboard
  let receiver: Receiver
  let receiveUrl = ""
  let id = ""

  beforeAll(async () => {
    dashboard = await startDashboard()
    receiver = await createReceiver()
    const { hub } = dashboard
    const source = await hub.api("POST /v1/sources", {
      ...{ name: "Xendit Jakarta", provider: "xendit", secrets: SECRETS["xendit"] },
    })
    receiveUrl = source.json.receive_url as string
    await hub.api("POST /v1/endpoints", { url: receiver.url, description: "Ledger service" })
    const announced = await hub.api("POST /v1/payouts", {
      payouts: [
        {
          source_id: source.json.id as string,
          ...{ provider_id: PROVIDER_ID, reference: REFERENCE },
          amount: { value: "12345678", currency: "IDR" },
          destination: { account_number: ACCOUNT, account_holder_name: "Budi Santoso" },
        },
      ],
    })
    if (announced.status >= 300) throw new Error(announced.text)
    const { json } = await hub.api(`GET /v1/payouts?search=${REFERENCE}`)
    id = json.data[0].id as string
    // The dashboard may have to be built first.
  }, 90_000)
  afterAll(async () => {
    await dashboard.close()
    await receiver.close()
  })

  async function tell(name: string): Promise<void> {
    const sample = sampleOf("xendit", name) as PayoutEvent
    const event: PayoutEvent = {
      ...sample,
      ...{ key: `${PROVIDER_ID}:${name}`, providerId: PROVIDER_ID, reference: REFERENCE },
      amount: { amount: 123_456_780_000n, currency: "IDR" },
      details: { destination: { accountNumber: ACCOUNT, accountHolderName: "Budi Santoso" } },
    }
    const signer = { provider: "xendit", secrets: SECRETS["xendit"] ?? {} } as unknown as Source
    const { headers, body } = webhookOf(signer, event)
    const flat = Object.fromEntries(
      Object.entries(headers).map(([field, [value]]) => [field, value ?? ""]),
    )
    const answer = await fetch(receiveUrl, { method: "POST", headers: flat, body })
    expect(answer.status).toBe(200)
  }

  const rowOf = (page: Page) =>
    page.getByRole("row", { name: /IDR 12,345,678/ }).filter({ hasText: "Reversed" })
  const timeline = (page: Page) => page.getByRole("listitem")

  test("is followed to paid and to reversed without a reload, and nobody who reads is moved", async () => {
    const page = await dashboard.newPage()
    await dashboard.open(page, `/payouts/${id}`)
    await page.getByRole("heading", { name: "IDR 12,345,678" }).waitFor()
    await page.getByText("has not sent it to the bank yet").waitFor()
    await page.evaluate("window.isTheSame = true")

    await tell("payout.succeeded")
    await page.getByText("Paid: Xendit says so.").waitFor()
    await tell("payout.succeeded")
    await tell("payout.succeeded")
    await page.getByRole("button", { name: "2 not applied" }).click()
    await page.getByText("duplicate: told again after #2").first().waitFor()
    await timeline(page).getByText("Delivered").first().waitFor()

    await page.getByRole("button", { name: "Details of #2" }).click()
    await page.getByRole("button", { name: "Show the raw message" }).click()
    await page.getByRole("button", { name: /^disb-wages-november\./ }).click()
    expect(await page.locator("mark").first().textContent()).toBe(PROVIDER_ID)
    expect(new URL(page.url()).hash).toBe("#2")

    await tell("payout.reversed")
    await page.getByText("It was paid and came back").waitFor()
    const waiting = page.getByRole("button", { name: "1 new entry" })
    await waiting.waitFor()
    expect(await page.getByText("#3", { exact: true }).count()).toBe(0)
    await waiting.click()
    await page.getByText("#3", { exact: true }).waitFor()
    await page.getByText("Needs somebody").waitFor()
    expect(await page.evaluate("window.isTheSame")).toBe(true)
    await expectAccessible(page)
  })

  test("is found by whatever a person has in hand, and downloads as the list shows it", async () => {
    const page = await dashboard.newPage()
    await dashboard.open(page, "/payouts")
    for (const typed of [REFERENCE, PROVIDER_ID, "4711", "IDR 12,345,678", id]) {
      await page.getByLabel("Find a payout").fill(typed)
      await page.getByLabel("Find a payout").press("Enter")
      await page.waitForURL((url) => url.searchParams.get("search") === typed)
      await rowOf(page).waitFor()
    }
    await page.getByLabel("Find a payout").fill("nobody's")
    await page.getByLabel("Find a payout").press("Enter")
    await page.getByRole("heading", { name: "Nothing matches" }).waitFor()
    await page.getByRole("button", { name: "Clear filters" }).last().click()

    await page.getByRole("button", { name: "Reversed" }).click()
    await rowOf(page).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download CSV" }).click(),
    ])
    const lines = readFileSync(await download.path(), "utf8")
      .trimEnd()
      .split("\r\n")
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain(`${id},reversed,`)
    expect(lines[1]).toContain(",12345678.00,IDR,")
    expect(lines[1]).not.toContain(ACCOUNT)
  })

  test("shows its whole account for a while, to who may, and the audit log says so", async () => {
    const page = await dashboard.newPage({ role: "operator" })
    await page.clock.install()
    await dashboard.open(page, `/payouts/${id}`)
    await page.getByText("**** 4711").waitFor()
    await page.getByRole("button", { name: "Reveal" }).click()
    await page.getByText(ACCOUNT).waitFor()
    await page.getByText("Budi Santoso").waitFor()
    await page.getByRole("button", { name: "Hide" }).click()
    await page.getByText("**** 4711").waitFor()
    await page.getByRole("button", { name: "Reveal" }).click()
    await page.getByText(ACCOUNT).waitFor()
    await page.clock.runFor(61_000)
    await page.getByText("**** 4711").waitFor()
    expect(await page.getByText(ACCOUNT).count()).toBe(0)
    const { json } = await dashboard.hub.api("GET /v1/audit")
    const seen = (json.data as { action: string; object: string }[]).filter(
      ({ action, object }) => action === "payout.reveal" && object === id,
    )
    expect(seen).toHaveLength(2)
  })

  test("is sent again to an endpoint, and to one that was not there then", async () => {
    await dashboard.hub.api("POST /v1/endpoints", {
      ...{ url: `${receiver.url}/late`, description: "Data warehouse" },
      event_types: ["payment.*"],
    })
    const page = await dashboard.newPage({ role: "operator" })
    await dashboard.open(page, `/payouts/${id}?show=changes`)
    const reversal = timeline(page).filter({ hasText: "#3" })
    await reversal.getByRole("button", { name: "Resend to Ledger service" }).click()
    await page.getByText("Queued for Ledger service.").waitFor()
    await reversal.getByText("2 tries").waitFor()
    await reversal.getByRole("button", { name: "Send to…" }).click()
    await page.getByRole("menuitem", { name: "Data warehouse" }).click()
    await reversal.getByRole("link", { name: "Data warehouse: Delivered, 1 try" }).waitFor()
    expect(receiver.requests.at(-1)?.body).toContain(`"type":"payout.reversed"`)
  })

  test("is looked at by a viewer, who is offered nothing that he may not do", async () => {
    const page = await dashboard.newPage({
      ...{ role: "viewer", width: WIDTHS.phone, scheme: "dark" },
    })
    await dashboard.open(page, `/payouts/${id}#2`)
    await page.getByText("**** 4711").first().waitFor()
    await page.getByText("Your role may not see raw messages.").waitFor()
    for (const name of [/^Reveal/, /Resend/, /Send to/, /Ask the provider/, /Mark as/]) {
      expect(await page.getByRole("button", { name }).count()).toBe(0)
    }
    expect(await page.getByRole("link", { name: "Evidence archive" }).count()).toBe(0)
    await expectAccessible(page)
  })
})
