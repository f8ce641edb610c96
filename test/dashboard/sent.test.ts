import type http from "node:http"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { expectAccessible } from "../support/accessible.ts"
import { WIDTHS } from "../support/browser.ts"
import { describeDashboard, startDashboard, type Dashboard } from "../support/dashboard.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { createXenditSource, tellPaid, type XenditSource } from "../support/xendit-webhooks.ts"

const TOKEN = "the-token-of-the-source-that-pays"

describeDashboard("what was sent", () => {
  let dashboard: Dashboard
  let service: Receiver
  let source: XenditSource
  beforeAll(async () => {
    dashboard = await startDashboard()
    service = await createReceiver()
    source = await createXenditSource(dashboard.hub, "Payroll", TOKEN)
    await dashboard.hub.api("POST /v1/endpoints", {
      url: `${service.url}/wages`,
      settings: { retry_delays_ms: [1_000], concurrency: 1 },
    })
  })
  afterAll(async () => {
    await dashboard.close()
    await service.close()
  })

  const rows = (page: Page) => page.getByRole("row").filter({ hasText: "payout.paid" })

  test("and failed is seen as it is retried and given up, and is sent again", async () => {
    const page = await dashboard.newPage()
    await dashboard.open(page, "/webhooks/sent")
    await page.getByText("Nothing was sent yet").waitFor()
    service.answer = (_request, response) => {
      response.statusCode = 503
      response.end("the database is down")
    }
    for (const reference of ["wages-1", "wages-2", "wages-3", "wages-4"]) {
      await tellPaid(source, { token: TOKEN, reference, answer: 200 })
    }
    await rows(page).first().waitFor()
    const newer = page.getByRole("button", { name: /\d new/ })
    await expect
      .poll(async () => {
        if (await newer.isVisible()) await newer.click()
        return rows(page).filter({ hasText: "Exhausted" }).count()
      }, WAIT)
      .toBe(4)
    await expectAccessible(page)

    await page
      .getByRole("link", { name: /^payout.paid to/ })
      .first()
      .press("Enter")
    const last = page.getByRole("region", { name: /^Attempt 2/ })
    await last.getByText("The service answered something other than 2xx").waitFor()
    await last.getByText("the database is down").waitFor()
    await page.getByText('"type":"payout.paid"').waitFor()
    await expectAccessible(page)

    service.answer = (_request, response) => void response.end("thanks")
    await page.keyboard.press("r")
    await page.getByRole("dialog").getByRole("button", { name: "Resend" }).click()
    await page
      .getByText(/^Resent by/)
      .first()
      .waitFor()
    await page.getByText("Delivered", { exact: true }).first().waitFor()
  })

  test("is sent again in bulk: all that match, but not what was delivered", async () => {
    const page = await dashboard.newPage()
    await dashboard.open(page, "/webhooks/sent")
    await page.getByRole("checkbox").first().check()
    await page.getByText("1 selected").waitFor()
    await page.getByRole("button", { name: "Select all matching" }).click()
    await page.getByRole("button", { name: "Resend all matching" }).click()
    const dialog = page.getByRole("dialog", { name: "Resend many" })
    await dialog.getByText("3 webhooks are sent again.").waitFor()
    await dialog.getByText(`3 to ${service.url}/wages`).waitFor()
    await dialog.getByLabel("Also those that were delivered").check()
    await dialog.getByText("4 webhooks are sent again.").waitFor()
    await dialog.getByLabel("Also those that were delivered").uncheck()
    await expectAccessible(page)
    await dialog.getByRole("button", { name: "Resend 3" }).click()
    await page.waitForURL(/\/webhooks\/resends\/rsd_/)
    await page.getByText("Done", { exact: true }).waitFor()
    expect(await factOf(page, "Delivered")).toBe("3")
    await expectAccessible(page)
  })

  test("goes on over a reload, and stops when it is cancelled", async () => {
    const waiting: http.ServerResponse[] = []
    service.answer = (_request, response) => void waiting.push(response)
    const page = await dashboard.newPage({ width: WIDTHS.phone, scheme: "dark" })
    await dashboard.open(page, "/webhooks/sent?state=delivered")
    for (const box of await page.getByRole("checkbox").all()) await box.check()
    await page.getByRole("button", { name: "Resend 4" }).click()
    const dialog = page.getByRole("dialog", { name: "Resend many" })
    await dialog.getByLabel("Also those that were delivered").check()
    await dialog.getByRole("button", { name: "Resend 4" }).click()
    await page.waitForURL(/\/webhooks\/resends\/rsd_/)
    await expect.poll(() => waiting.length, WAIT).toBe(1)
    await page.reload()
    await page.getByText("Running", { exact: true }).waitFor()
    await expectAccessible(page)
    await page.getByRole("button", { name: "Cancel" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).last().click()
    await page.getByText("Cancelled", { exact: true }).waitFor()
    service.answer = (_request, response) => void response.end("thanks")
    for (const response of waiting) response.end("thanks")
    await page.getByText("Finished", { exact: true }).waitFor()
    expect(await factOf(page, "Delivered")).toBe("1")
    expect(await factOf(page, "Taken back")).toBe("3")
  })

  test("is looked at by a viewer, who sends nothing again", async () => {
    const page = await dashboard.newPage({ role: "viewer" })
    await dashboard.open(page, "/webhooks/sent")
    await rows(page).first().waitFor()
    expect(await page.getByRole("checkbox").count()).toBe(0)
    await page
      .getByRole("link", { name: /^payout.paid to/ })
      .first()
      .press("Enter")
    await page
      .getByRole("button", { name: /Attempt/ })
      .first()
      .waitFor()
    expect(await page.getByRole("button", { name: "Resend" }).count()).toBe(0)
  })
})

const WAIT = { timeout: 15_000, interval: 50 }

function factOf(page: Page, name: string): Promise<string | null> {
  return page
    .locator("dt", { hasText: new RegExp(`^${name}$`) })
    .locator("+ dd")
    .textContent()
}
