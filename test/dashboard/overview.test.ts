import type { Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { expectAccessible } from "../support/accessible.ts"
import { WIDTHS } from "../support/browser.ts"
import { describeDashboard, startDashboard, type Dashboard } from "../support/dashboard.ts"
import { sampleOf, SECRETS, webhookOf } from "../support/hub-fixture.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import type { ShownAccount } from "../support/sandbox-hub.ts"

describeDashboard("the overview", () => {
  let dashboard: Dashboard
  let receiver: Receiver
  let page: Page
  let account: ShownAccount

  beforeAll(async () => {
    dashboard = await startDashboard()
    receiver = await createReceiver()
    page = await dashboard.newPage({ width: WIDTHS.desk })
    await dashboard.open(page, "/")
  })
  afterAll(async () => {
    await receiver.close()
    await dashboard.close()
  })

  const sumOf = (status: string, currency: string) =>
    page.getByRole("link", { name: new RegExp(`^${status} ${currency} .* payouts?$`) })
  const step = (name: string) => page.getByRole("listitem").filter({ hasText: name })

  test("of a new hub says what is to be done, and nothing else", async () => {
    await page.getByText("Nothing needs you").waitFor()
    await page.getByRole("heading", { name: "No payout in this time" }).waitFor()
    expect(await step("Connect a source").innerText()).toContain("To do")
    await page.getByRole("link", { name: "Create one" }).waitFor()
  })

  test("shows a payout as it becomes paid, and comes back, without reloading", async () => {
    await page.evaluate("window.isStillTheSame = true")
    account = await dashboard.hub.account("xendit")
    const payout = await dashboard.hub.act(account, "create_payout", { amount: "275000" })
    await sumOf("Paid", "IDR").getByText("1 payout").waitFor()
    await page.getByText("IDR 275,000").first().waitFor()
    await page.getByText("100% succeeded").waitFor()
    await page.getByRole("link", { name: "Follow one" }).waitFor()
    await dashboard.hub.act(account, "reverse", { id: payout })
    await sumOf("Reversed", "IDR").getByText("1 payout").waitFor()
    await page.getByText("1 item needs you").waitFor()
    expect(await page.evaluate("window.isStillTheSame")).toBe(true)
  })

  test("each figure leads to the list of what it counts", async () => {
    await sumOf("Reversed", "IDR").click()
    await page.getByRole("heading", { level: 1, name: "Payouts" }).waitFor()
    expect(page.url()).toMatch(/\/payouts\?.*status=reversed/)
    expect(page.url()).toContain("currency=IDR")
    await page.getByText("IDR 275,000").first().waitFor()
    await page.goBack()
    await page
      .getByRole("link", { name: /^Received/ })
      .first()
      .click()
    await page.waitForURL(/\/webhooks\/received/)
    await page.goBack()
  })

  test("the range stands in the URL, and its charts are tables, too", async () => {
    await page.getByText("1 hour").click()
    await page.waitForURL(/range=1h/)
    await page.getByRole("heading", { name: "Payouts by status, per minute" }).waitFor()
    await page.getByText("Show as a table").last().click()
    await page.getByRole("table", { name: "Payouts by status" }).waitFor()
    await expectAccessible(page)
    const phone = await dashboard.newPage({ width: WIDTHS.phone, scheme: "dark" })
    await dashboard.open(phone, "/?range=1h")
    await phone.getByText("Reversed").first().waitFor()
    await expectAccessible(phone)
    await phone.close()
  })

  test("the first steps are ticked by facts; the sandbox leaves for what is real", async () => {
    const { hub } = dashboard
    const source = await hub.api("POST /v1/sources", {
      ...{ name: "Our Xendit", provider: "xendit", secrets: SECRETS["xendit"] },
    })
    await step("Connect a source").getByText("Done").waitFor()
    expect((await hub.api("POST /v1/endpoints", { url: receiver.url })).status).toBe(201)
    await step("Register a callback").getByText("Done").waitFor()
    expect(await step("Receive the first webhook").innerText()).toContain("To do")

    const told = { provider: "xendit", secrets: SECRETS["xendit"] ?? {} } as Parameters<
      typeof webhookOf
    >[0]
    const { headers, body } = webhookOf(told, sampleOf("xendit", "payout.failed"))
    const answer = await fetch(source.json.receive_url as string, {
      method: "POST",
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, values]) => [name, values.join(", ")]),
      ),
      body: Buffer.from(body),
    })
    expect(answer.status).toBe(200)
    await sumOf("Failed", "IDR").getByText("1 payout").waitFor()
    await expect.poll(() => page.getByText("Your first five minutes").count()).toBe(0)
    expect(await sumOf("Reversed", "IDR").count()).toBe(0)
    await page.getByRole("table", { name: "Sources" }).getByText("Our Xendit").waitFor()
    await page.getByRole("table", { name: "Callbacks" }).getByText(receiver.url).waitFor()
  })
})
