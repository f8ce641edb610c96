import type { Page } from "playwright-core"
import { Webhook } from "standardwebhooks"
import { afterAll, beforeAll, expect, test } from "vitest"

import { expectAccessible } from "../support/accessible.ts"
import { describeDashboard, startDashboard, type Dashboard } from "../support/dashboard.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"

describeDashboard("Developer settings", () => {
  let dashboard: Dashboard
  let receiver: Receiver
  let page: Page

  beforeAll(async () => {
    receiver = await createReceiver()
    dashboard = await startDashboard()
    page = await dashboard.newPage()
  })
  afterAll(async () => {
    await dashboard.close()
    await receiver.close()
  })

  const steps = () =>
    page
      .getByRole("list", { name: "What happened" })
      .getByRole("listitem")
      .evaluateAll((items) => items.map((item) => item.getAttribute("data-state")))
  /** What came last, if it was signed with this secret. */
  function verified(secret: string): unknown {
    const { body = "", headers = {} } = receiver.requests.at(-1) ?? {}
    return new Webhook(secret).verify(body, headers as Record<string, string>)
  }
  const shownSecret = () => page.getByRole("region", { name: "Secret" }).innerText()

  test("a callback that does not answer 200 is refused, with what it answered", async () => {
    receiver.answer = (_request, response) =>
      void response.writeHead(500).end("no such table: payouts")
    await dashboard.open(page, "/settings/developer/callbacks")
    await page.getByText("No URL hears of payouts").waitFor()
    await page.getByRole("link", { name: "Register a callback" }).first().click()
    await page.getByLabel("URL").first().fill(`${receiver.url}/payouts`)
    await page.getByRole("button", { name: "Test and register" }).click()
    await page.getByText("Refused").waitFor()
    await page.getByText("no such table: payouts").first().waitFor()
    await page.getByText("Make the handler answer 200").waitFor()
    expect(await steps()).toEqual(["done", "done", "done", "failed"])
    await expectAccessible(page)
    expect((await dashboard.hub.api("GET /v1/endpoints")).json.data).toEqual([])
  })

  test("one that answers 200 is registered while its steps are seen, its secret once", async () => {
    const released = Promise.withResolvers<void>()
    receiver.answer = async (_request, response) => {
      await released.promise
      response.end("ok")
    }
    await page.getByRole("button", { name: "Test and register" }).click()
    await expect.poll(steps).toEqual(["done", "done", "done", "running"])
    released.resolve()
    await page.getByText("Accepted").waitFor()
    const secret = await shownSecret()
    expect(verified(secret)).toMatchObject({ type: "endpoint.test" })
    await page.getByRole("region", { name: "Verify it, in Node" }).waitFor()
    await expectAccessible(page)

    await page.getByRole("link", { name: "Open the callback" }).click()
    await page.getByRole("heading", { name: "Facts" }).waitFor()
    await expectAccessible(page)
    expect(await page.content()).not.toContain(secret)
    await dashboard.open(page, "/settings/developer/callbacks")
    await page.getByRole("table", { name: "Payments" }).getByText("Active").waitFor()
  })

  test("a secret rotates in two steps, and both are live for a day", async () => {
    await page.getByRole("row").filter({ hasText: receiver.url }).first().click()
    await page.getByRole("button", { name: "Rotate" }).click()
    const dialog = page.getByRole("dialog", { name: "Rotate" })
    await dialog.getByText("For 24 hours both work").waitFor()
    await dialog.getByRole("button", { name: "Make the new secret" }).click()
    const secret = await shownSecret()
    await dialog.getByRole("button", { name: "I have stored it" }).click()
    await page.getByText(/ends in (23 h|24 h)/).waitFor()

    await page.getByRole("button", { name: "Test now" }).click()
    await page.getByText("Accepted").waitFor()
    expect(verified(secret)).toMatchObject({ type: "endpoint.test" })
    const signatures = receiver.requests.at(-1)?.headers["webhook-signature"]
    expect(signatures?.toString().split(" ")).toHaveLength(2)
  })

  test("an API key is shown once, works, and works no more once it is revoked", async () => {
    await dashboard.open(page, "/settings/developer/credentials")
    await page.getByRole("button", { name: "Create an API key" }).click()
    const dialog = page.getByRole("dialog", { name: "Create an API key" })
    await dialog.getByLabel("Name").fill("nightly report")
    await dialog.getByRole("button", { name: "Create an API key" }).click()
    const key = (await page.getByRole("region", { name: "Key" }).innerText()).trim()
    await dialog.getByRole("button", { name: "I have stored it" }).click()
    const works = async () => (await dashboard.hub.api("GET /v1/me", undefined, key)).status
    expect(await works()).toBe(200)
    await page.getByText("nightly report").waitFor()
    expect(await page.content()).not.toContain(key)
    await expectAccessible(page)

    const row = page.getByRole("row").filter({ hasText: "nightly report" })
    await row.getByRole("button", { name: "Revoke" }).click()
    const revoking = page.getByRole("dialog", { name: "Revoke" })
    await revoking.getByText("What uses nightly report is refused").waitFor()
    await revoking.getByRole("button", { name: "Revoke" }).click()
    await row.getByText("Revoked").waitFor()
    expect(await works()).toBe(401)
  })
})
