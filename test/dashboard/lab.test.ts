import type { Page } from "playwright-core"
import { afterAll, beforeAll, expect, test, vi } from "vitest"

import { expectAccessible } from "../support/accessible.ts"
import { WIDTHS } from "../support/browser.ts"
import { describeDashboard, startDashboard, type Dashboard } from "../support/dashboard.ts"
import type { ShownAccount } from "../support/sandbox-hub.ts"

// Other work of this machine may slow all of it down.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })

describeDashboard("the sandbox's pages", () => {
  let dashboard: Dashboard
  let pivot: ShownAccount

  beforeAll(async () => {
    dashboard = await startDashboard()
    pivot = await dashboard.hub.account("pivot")
    await dashboard.hub.account("xendit")
    await dashboard.hub.account("adyen")
  })
  afterAll(() => dashboard.close())

  async function shown(path: string, options: Parameters<Dashboard["newPage"]>[0] = {}) {
    const page = await dashboard.newPage(options)
    // Sooner than the test's own end, so that a failure names what was waited for.
    page.setDefaultTimeout(25_000)
    await dashboard.open(page, path)
    return page
  }

  test("a payout without balance waits, is topped up, retried and paid, seen as it happens", async () => {
    const payouts = await shown("/payouts")
    const lab = await shown("/lab")
    await lab.getByRole("button", { name: "Create payouts" }).click()
    const form = lab.getByRole("dialog", { name: "Create payouts" })
    await form.getByLabel("Amount").fill("200000000")
    await form.getByLabel("Reference", { exact: true }).fill("too-much")
    await form.getByRole("button", { name: "Create", exact: true }).click()
    // Followed at once: the ledger hears that it waits for a balance.
    await lab.getByRole("heading", { name: "In the ledger" }).waitFor()
    await lab.getByText("PAYOUT.PENDING", { exact: true }).first().waitFor()

    await lab.getByRole("link", { name: "Approval" }).click()
    const waiting = lab.getByRole("listitem").filter({ hasText: "IDR 200,000,000" })
    await waiting.getByText("Waiting for top up").waitFor()
    await expectAccessible(lab)
    await waiting.getByRole("button", { name: "Retry" }).click()
    await lab.getByText("The balance is still too low").waitFor()

    await lab.getByRole("button", { name: "Top up" }).first().click()
    const topUp = lab.getByRole("dialog", { name: "Top up" })
    await topUp.getByLabel("Amount").fill("150000000")
    await topUp.getByRole("button", { name: "Top up" }).click()
    await lab.getByText("IDR 250,000,000").waitFor()
    await waiting.getByRole("button", { name: "Retry" }).click()
    await waiting.waitFor({ state: "detached" })

    const row = payouts.getByRole("row").filter({ hasText: "too-much" })
    const newRows = payouts.getByRole("button", { name: /new$/ })
    await row.or(newRows).first().waitFor()
    if (!(await row.isVisible())) await newRows.click()
    await row.getByText("Paid").waitFor()
  })

  test("a submitted payout at Adyen is declined, and the ledger says so", async () => {
    const lab = await shown("/lab/approval", { width: WIDTHS.phone, scheme: "dark" })
    await lab.getByRole("button", { name: "Submit a payout" }).click()
    const waiting = lab.getByRole("listitem").filter({ hasText: "Waiting for review" })
    const way = await waiting.getByRole("link", { name: "Follow it" }).getAttribute("href")
    await waiting.getByRole("button", { name: "Decline" }).click()
    await lab.getByRole("dialog").getByRole("button", { name: "Decline" }).click()
    await waiting.waitFor({ state: "detached" })
    await dashboard.open(lab, way ?? "")
    await lab.getByText("PAYOUT_DECLINE").first().waitFor()
    await lab.getByText("Cancelled").first().waitFor()
    await expectAccessible(lab)
  })

  test("the clock is moved a day by an owner, and stays where it is for others", async () => {
    const lab = await shown("/lab")
    await lab.getByRole("button", { name: "+1 day" }).click()
    await lab.getByText(/^(23 h 59 min|24 h).* ahead of the real time/).waitFor()
    const read = await dashboard.hub.api("GET /v1/sandbox/clock")
    expect(read.json.ahead_seconds).toBeGreaterThan(86_000)
    const operator = await shown("/lab", { role: "operator" })
    await operator.getByText("Only an owner may move the clock").waitFor()
    expect(await operator.getByRole("button", { name: "+1 day" }).count()).toBe(0)
    const viewer = await shown("/lab/approval", { role: "viewer" })
    await viewer.getByText("Nothing waits for a top-up").waitFor()
    expect(await viewer.getByRole("button", { name: /Top up|Make one|Submit/ }).count()).toBe(0)
  })

  test("a scenario is run to its end, with links to what it made", async () => {
    const page = await shown("/lab/scenarios")
    await page.getByLabel("Provider that plays happy").selectOption("xendit")
    await page.getByLabel("Seed of happy").fill("7")
    await page.getByRole("button", { name: "Run happy" }).click()
    const run = page.getByRole("region").filter({ hasText: "What it made" })
    await page.getByRole("heading", { name: "Run: happy" }).waitFor()
    await page.getByText("Done", { exact: true }).first().waitFor()
    expect(await run.count()).toBeLessThanOrEqual(1)
    const inLedger = page.getByRole("link", { name: /^In the ledger/ })
    await inLedger.nth(2).waitFor()
    await expectAccessible(page)
    await inLedger.first().click()
    await page.waitForURL(/\/payouts\/po_/)
  })

  test("a receiver shows what is delivered and that its signature is good; 500 leads to a retry", async () => {
    const page = await shown("/lab/echo")
    await page.getByRole("button", { name: "Make a receiver" }).click()
    await page.getByText("Nothing came yet").waitFor()
    const url = (await page.getByText(/\/sandbox\/echo\/[0-9a-f]{32}$/).textContent()) ?? ""
    const register = page.getByRole("link", { name: "Register it as a callback" })
    expect(await register.getAttribute("href")).toContain(encodeURIComponent(url))
    const registered = await dashboard.hub.api("POST /v1/endpoints", { url })
    expect(registered.status, registered.text).toBe(201)
    await page.getByText("Nobody to hold it against").waitFor()

    await answerNow(page, "500", 500)
    await dashboard.hub.act(pivot, "create_payout")
    await dashboard.hub.advance("40s")
    const good = page.getByRole("row").filter({ hasText: "Signature good" })
    await good.filter({ hasText: "500" }).nth(1).waitFor()
    await answerNow(page, "200, at once", 200)
    await dashboard.hub.advance("3m")
    await good.filter({ hasText: "200" }).first().waitFor()

    await good.first().click()
    await page.getByText("It was sent by this endpoint").waitFor()
    await page.getByRole("region", { name: "the body" }).getByText('"type": "payout.').waitFor()
    await page.getByRole("region", { name: "the headers" }).getByText("webhook-id").waitFor()
    await expectAccessible(page)
  })

  async function answerNow(page: Page, label: string, status: number): Promise<void> {
    await page.getByRole("radio", { name: label, exact: true }).click()
    await expect
      .poll(
        async () => (await dashboard.hub.api("GET /v1/sandbox/echo")).json.data[0].answer.status,
      )
      .toBe(status)
  }
})

describeDashboard("where the sandbox is off", () => {
  let dashboard: Dashboard

  beforeAll(async () => {
    dashboard = await startDashboard({ SANDBOX: "off" })
  })
  afterAll(() => dashboard.close())

  test("its page says how to switch it on", async () => {
    const page = await dashboard.newPage()
    await dashboard.open(page, "/lab/approval")
    await page.getByRole("heading", { name: "The sandbox is switched off here" }).waitFor()
    await page.getByText("SANDBOX=on").waitFor()
    await expectAccessible(page)
  })
})
