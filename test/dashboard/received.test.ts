import { afterAll, beforeAll, expect, test } from "vitest"

import { expectAccessible } from "../support/accessible.ts"
import { WIDTHS } from "../support/browser.ts"
import { describeDashboard, startDashboard, type Dashboard } from "../support/dashboard.ts"
import { createXenditSource, tellPaid, type XenditSource } from "../support/xendit-webhooks.ts"

const OLD_TOKEN = "the-token-before-it-was-regenerated"
const NEW_TOKEN = "the-token-after-it-was-regenerated"
const QUARANTINED = "/webhooks/received?state=quarantined"

describeDashboard("what came in", () => {
  let dashboard: Dashboard
  let source: XenditSource
  beforeAll(async () => {
    dashboard = await startDashboard()
    source = await createXenditSource(dashboard.hub, "Payroll", OLD_TOKEN)
    await tellPaid(source, { token: OLD_TOKEN, reference: "wages-0", answer: 200 })
    for (const reference of ["wages-1", "wages-2", "wages-3"]) {
      await tellPaid(source, { token: NEW_TOKEN, reference, answer: 401 })
    }
  })
  afterAll(() => dashboard.close())

  test("is looked into by a viewer, who can release nothing and see no bytes", async () => {
    const page = await dashboard.newPage({ role: "viewer", width: WIDTHS.phone, scheme: "dark" })
    await dashboard.open(page, QUARANTINED)
    await page.getByText("wages-1").waitFor()
    await expectAccessible(page)
    expect(await page.getByRole("button", { name: /Check quarantined/ }).count()).toBe(0)
    expect(await page.getByRole("checkbox").count()).toBe(0)
    await page
      .getByRole("link", { name: /quarantined/i })
      .first()
      .press("Enter")
    await page.getByText("Your role may not see bodies.").waitFor()
    expect(await page.getByRole("button", { name: "Release" }).count()).toBe(0)
    await page.getByRole("button", { name: "Check again" }).click()
    await page.getByText(/^It does not verify/).waitFor()
    await expectAccessible(page)
  })

  test("with a wrong key says the likely mistake, and is released on a person's word", async () => {
    const page = await dashboard.newPage()
    await dashboard.open(page, QUARANTINED)
    const row = page.getByRole("row").filter({ hasText: "wages-1" })
    await row.getByRole("link", { name: /quarantined/i }).press("Enter")
    await page.getByText("Refused with 401, and kept").waitFor()
    await page.getByText(/^Another webhook of this source verified/).waitFor()

    await page.getByRole("button", { name: "Show the body" }).click()
    await page.getByRole("button", { name: "wages-1", exact: true }).click()
    expect(await page.locator("mark").first().textContent()).toBe("wages-1")
    await expectAccessible(page)

    await page.keyboard.press("e")
    const dialog = page.getByRole("dialog", { name: "Release", exact: true })
    await dialog.getByRole("button", { name: "Release" }).click()
    await dialog.getByText("Code release_refused").waitFor()
    await dialog.getByRole("button", { name: "Cancel" }).click()

    await page.getByRole("button", { name: "Release on my word" }).click()
    const word = page.getByRole("dialog", { name: "Release on my word" })
    await word.getByLabel("Reason").fill("confirmed with the provider by telephone")
    await word.getByRole("button", { name: "Release on my word" }).click()
    await page.getByText("Refused at first, then released").waitFor()
    await page.getByRole("tab", { name: "Effects" }).click()
    await page.getByText("Applied", { exact: true }).waitFor()
    await page.getByRole("tab", { name: "Headers" }).click()
    await page.getByText("differs from today's secrets").waitFor()
    expect(page.url()).toContain("tab=headers")
    expect(await page.content()).not.toContain(NEW_TOKEN)

    const { json } = await dashboard.hub.api("GET /v1/audit?limit=20")
    const done = (json.data as { action: string }[]).map(({ action }) => action)
    expect(done).toEqual(expect.arrayContaining(["message.reveal", "message.release"]))
  })

  test("is released by all that verify once the key is mended, and the payouts appear", async () => {
    const page = await dashboard.newPage()
    await dashboard.open(page, QUARANTINED)
    await page.getByRole("button", { name: "Check quarantined again" }).click()
    const dialog = page.getByRole("dialog", { name: /again/ })
    await dialog.getByText(/^2 still do not verify/).waitFor()
    await dialog.getByRole("button", { name: "Close" }).last().click()

    const mended = { secrets: { callback_token: NEW_TOKEN } }
    const answer = await dashboard.hub.api(`PATCH /v1/sources/${source.id}`, mended)
    expect(answer.status, answer.text).toBe(200)
    await page.getByRole("button", { name: "Check quarantined again" }).click()
    await dialog.getByText("All 2 verify with today's secrets.").waitFor()
    await expectAccessible(page)
    await dialog.getByRole("button", { name: "Release 2" }).click()
    await page.getByText("2 released. They settle now.").waitFor()

    await page.getByRole("button", { name: "Settled" }).click()
    const row = page.getByRole("row").filter({ hasText: "wages-3" })
    await row.waitFor()
    await row.getByRole("link", { name: "wages-3", exact: true }).click()
    await page.waitForURL(/\/payouts\/po_/)
    const { json } = await dashboard.hub.api(`GET /v1/payouts?source_id=${source.id}`)
    expect(json.data).toHaveLength(4)
  })
})
