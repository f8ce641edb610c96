import type { Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { expectAccessible } from "../support/accessible.ts"
import { openBrowser, WIDTHS, type Browser } from "../support/browser.ts"
import { ensureDashboardBuilt } from "../support/build-dashboard.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { describeDashboard } from "../support/dashboard.ts"
import { callAsPage, cookieOf, inviteToken, PASSWORD } from "../support/people.ts"
import { spawnHubProcess, type SpawnedHub } from "../support/spawned-hub.ts"
import { FIRST_API_KEY } from "../support/test-hub.ts"

/** Two passwords are hashed in each, and a busy machine takes its time. */
const testMsMax = 60_000

describeDashboard("the first run", () => {
  let database: TestDatabase
  let hub: SpawnedHub
  let browser: Browser
  let url = ""
  const violations: string[] = []

  beforeAll(async () => {
    await ensureDashboardBuilt()
    database = await createTestDatabase()
    hub = spawnHubProcess({
      DATABASE_URL: database.connectionString,
      PAIDOUT_SECRET_KEY: "the secret key of the first run",
      PAIDOUT_API_KEY: FIRST_API_KEY,
      LOG_LEVEL: "trace",
    })
    url = await hub.ready
    browser = await openBrowser()
    // A build, a database, a hub and a browser begin, on a machine that may be busy.
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    await hub?.end("SIGTERM")
    await database?.drop()
  })

  async function newPage(width?: number): Promise<Page> {
    const page = await browser.newPage(width === undefined ? {} : { width })
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) violations.push(message.text())
    })
    return page
  }

  const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name })

  async function logIn(page: Page, email: string, password: string): Promise<void> {
    await page.getByLabel("E-mail address").fill(email)
    await page.getByRole("textbox", { name: "Password" }).fill(password)
    await page.getByRole("button", { name: "Log in" }).click()
  }

  test(
    "leads from the printed link to the overview, out of it, and in again",
    async () => {
      const page = await newPage(WIDTHS.phone)
      await page.goto(`${url}/payouts?status=failed`)
      await heading(page, "Log in").waitFor()
      await expectAccessible(page)
      await page.getByRole("link", { name: "How to begin" }).click()
      await heading(page, "Welcome to Paidout").waitFor()
      await expectAccessible(page)

      const link = /http:\S+\/invite\/\S+/.exec(hub.greeting)?.[0] ?? ""
      await page.goto(link)
      await page.getByText("You are invited to first merchant as Owner.").waitFor()
      await expectAccessible(page)
      await page.getByLabel("Name").fill("Ada Lovelace")
      await page.getByLabel("E-mail address").fill("ada@example.com")
      await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD)
      await page.getByRole("button", { name: "Join", exact: true }).click()
      await page.waitForURL(`${url}/`)
      await heading(page, "Overview").waitFor()

      await page.getByRole("button", { name: "Your account" }).click()
      await page.getByText("ada@example.com").waitFor()
      await page.getByRole("menuitem", { name: "Log out" }).click()
      await heading(page, "Log in").waitFor()

      await page.goto(`${url}/payouts?status=failed`)
      await heading(page, "Log in").waitFor()
      await logIn(page, "ada@example.com", "not the password")
      await page.getByText("That e-mail address and password do not belong together.").waitFor()
      await logIn(page, "ada@example.com", PASSWORD)
      // Where it was wanted to go.
      await page.waitForURL(`${url}/payouts?status=failed`)
      await heading(page, "Payouts").waitFor()

      await page.goto(link)
      await heading(page, "This link does not work").waitFor()
      // The console's line is the only place where the link stands.
      const token = link.slice(link.lastIndexOf("/") + 1)
      expect(hub.greeting.split(token)).toHaveLength(2)
      expect(JSON.stringify(hub.log) + hub.errors).not.toContain(token)
    },
    testMsMax,
  )

  test(
    "after it members are invited, and a viewer sees and may do only what is his",
    async () => {
      const page = await newPage()
      await page.goto(`${url}/login?next=https://evil.example/`)
      await logIn(page, "ada@example.com", PASSWORD)
      await page.waitForURL(`${url}/`)
      await page.goto(`${url}/settings/members`)
      await page.getByRole("button", { name: "Invite" }).click()
      await page.getByRole("radio", { name: "Viewer" }).check()
      await page.getByRole("button", { name: "Make the link" }).click()
      const link = (await page.getByText(/\/invite\//).textContent()) ?? ""

      const viewer = await newPage()
      await viewer.goto(link)
      await viewer.getByLabel("Name").fill("Grace Hopper")
      await viewer.getByLabel("E-mail address").fill("grace@example.com")
      await viewer.getByRole("textbox", { name: "Password" }).fill(PASSWORD)
      await viewer.getByRole("button", { name: "Join", exact: true }).click()
      await viewer.waitForURL(`${url}/`)
      await viewer.goto(`${url}/settings/members`)
      await viewer.getByText("Only owners see who the members are.").waitFor()
      expect(await viewer.getByRole("button", { name: "Invite" }).count()).toBe(0)
      // What no button offers the API refuses to this very page.
      const refused = await viewer.evaluate(async () => {
        const response = await fetch("/v1/invitations", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ role: "owner" }),
        })
        return response.status
      })
      expect(refused).toBe(403)

      await page.reload()
      await page.getByText("Grace Hopper").waitFor()
      await page.getByRole("combobox", { name: "Role of Grace Hopper" }).click()
      await page.getByRole("option", { name: "Owner" }).click()
      await page.getByText("Grace Hopper is Owner now").waitFor()
      await viewer.reload()
      await viewer.getByRole("button", { name: "Invite" }).waitFor()
      await page.goto(`${url}/settings/audit`)
      await page.getByText("member.role").waitFor()
    },
    testMsMax,
  )

  test("who is locked out gets another link by the key of the installation", async () => {
    const token = await inviteToken({ url }, { role: "owner" })
    const body = { token, name: "Bea", email: "bea@example.com", password: PASSWORD }
    const joined = await callAsPage({ url }, "POST /auth/invitation/accept", { body })
    const me = await callAsPage({ url }, "GET /v1/me", { cookie: cookieOf(joined) })
    expect(me.json).toMatchObject({ name: "Bea", role: "owner" })
  })

  test("nothing of all that broke the security policy", () => {
    expect(violations).toEqual([])
  })
})
