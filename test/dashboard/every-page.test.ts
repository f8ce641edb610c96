import { request } from "undici"
import { afterAll, beforeAll, expect, test } from "vitest"

import { expectAccessible, RULES_OF_LOOKS } from "../support/accessible.ts"
import { WIDTHS } from "../support/browser.ts"
import { describeDashboard, startDashboard, type Dashboard } from "../support/dashboard.ts"

const EACH_OF_THEM = { timeout: 120_000 }

/** Until the page shows what it is for; charts come after that. */
const SCRIPT_KB_MAX = 250

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
    { width: WIDTHS.desk, scheme: "light", rules: undefined },
    { width: WIDTHS.phone, scheme: "dark", rules: RULES_OF_LOOKS },
  ] as const)(
    "can be used by everybody at $width px, $scheme",
    EACH_OF_THEM,
    async ({ rules, ...look }) => {
      const page = await dashboard.newPage(look)
      for (const path of PATHS) {
        await dashboard.open(page, path)
        await expectAccessible(page, { rules })
      }
    },
  )

  test.each(["/", "/payouts", "/login"])(
    `%s begins with at most ${SCRIPT_KB_MAX} kB of script`,
    async (path) => {
      const page = await dashboard.newPage(path === "/login" ? { role: "nobody" } : {})
      const scripts = new Set<string>()
      page.on("request", (asked) => {
        if (asked.resourceType() === "script") scripts.add(asked.url())
      })
      await dashboard.open(page, path)
      const sizes = await Promise.all([...scripts].map(gzippedBytes))
      const bytes = sizes.reduce((sum, size) => sum + size, 0)
      process.stdout.write(`${path}: ${scripts.size} scripts, ${bytes} bytes gzipped\n`)
      expect(bytes).toBeGreaterThan(100_000)
      expect(bytes).toBeLessThanOrEqual(SCRIPT_KB_MAX * 1_000)
    },
  )

  test("that is none says so", async () => {
    const page = await dashboard.newPage()
    await dashboard.open(page, "/payouts")
    await page.goto(`${dashboard.hub.url}/settings/nothing`)
    await page.getByRole("heading", { name: "There is no such page" }).waitFor()
    expect(await page.title()).toContain("Paidout")
  })
})

async function gzippedBytes(url: string): Promise<number> {
  const { headers, body } = await request(url, { headers: { "accept-encoding": "gzip" } })
  await body.dump()
  return Number(headers["content-length"])
}
