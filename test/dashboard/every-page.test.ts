import { afterAll, beforeAll, expect, test } from "vitest"

import { expectAccessible } from "../support/accessible.ts"
import { WIDTHS } from "../support/browser.ts"
import { describeDashboard, startDashboard, type Dashboard } from "../support/dashboard.ts"

const EACH_OF_THEM = { timeout: 120_000 }

/** Every page that needs no id. */
const PATHS = [
  "/",
  "/payouts",
  "/batches",
  "/payments",
  "/attention",
  "/webhooks/received",
  "/webhooks/sent",
  "/webhooks/resends",
  "/lab",
  "/lab/approval",
  "/lab/scenarios",
  "/lab/echo",
  "/settings/sources",
  "/settings/sources/connect",
  "/settings/developer/credentials",
  "/settings/developer/callbacks",
  "/settings/developer/callbacks/new",
  "/settings/mail",
  "/settings/members",
  "/settings/audit",
  "/settings/me",
]

describeDashboard("every page", () => {
  let dashboard: Dashboard

  beforeAll(async () => {
    dashboard = await startDashboard()
  })
  afterAll(() => dashboard.close())

  test.each([
    { width: WIDTHS.desk, scheme: "light" },
    { width: WIDTHS.phone, scheme: "dark" },
  ] as const)("can be used by everybody at $width px, $scheme", EACH_OF_THEM, async (look) => {
    const page = await dashboard.newPage(look)
    for (const path of PATHS) {
      await dashboard.open(page, path)
      await expectAccessible(page)
    }
  })

  test("that is none says so", async () => {
    const page = await dashboard.newPage()
    await dashboard.open(page, "/payouts")
    await page.goto(`${dashboard.hub.url}/settings/nothing`)
    await page.getByRole("heading", { name: "There is no such page" }).waitFor()
    expect(await page.title()).toContain("Paidout")
  })
})
