import type { Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { findProvider } from "../../src/providers/index.ts"
import { expectAccessible } from "../support/accessible.ts"
import { describeDashboard, startDashboard, type Dashboard } from "../support/dashboard.ts"

describeDashboard("connecting a source", () => {
  let dashboard: Dashboard
  let page: Page

  beforeAll(async () => {
    dashboard = await startDashboard()
    page = await dashboard.newPage()
  })
  afterAll(() => dashboard.close())

  async function connect(provider: string, field: string, secret: string): Promise<string> {
    await dashboard.open(page, "/settings/sources")
    await page.getByRole("link", { name: "Connect a source" }).first().click()
    await page.getByRole("button", { name: provider }).click()
    await page.getByLabel(field).first().fill(secret)
    await page.getByRole("button", { name: "Make the receive URL" }).click()
    await page.getByRole("heading", { name: "Waiting for the first webhook" }).waitFor()
    const url = await page.getByRole("region", { name: "Receive URL" }).innerText()
    expect(url).toMatch(/\/in\/src_/)
    return url.trim()
  }

  /** As the provider would send it. */
  async function send(provider: string, url: string, secrets: Record<string, string[]>) {
    const known = findProvider(provider)
    const sample = Object.values(known?.samples ?? {})[0]
    const webhook = sample && known?.encode(sample(), secrets)
    if (webhook === undefined || webhook === null) throw new Error(`${provider} has no sample`)
    const { headers, body } = webhook
    const answer = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) })
    return answer.status
  }

  test("leads from the provider to its first webhook, which is seen as it arrives", async () => {
    const url = await connect("Xendit", "Webhook Verification Token", "the-token-of-xendit-0001")
    expect(new URL(page.url()).searchParams.get("source")).toMatch(/^src_/)
    await page.getByText("Only this machine reaches that address").waitFor()
    await expectAccessible(page)
    expect(await send("xendit", url, { callback_token: ["the-token-of-xendit-0001"] })).toBe(200)
    await page.getByRole("heading", { name: "The first webhook arrived" }).waitFor()
    await page.getByText("is authentic: this source is connected").waitFor()
    expect(await page.content()).not.toContain("the-token-of-xendit-0001")
    // Whoever comes back to the address sees the same.
    await page.reload()
    await page.getByRole("heading", { name: "The first webhook arrived" }).waitFor()
  })

  test("can be tried with a sample", async () => {
    await connect("Pivot", "Callback API Key", "the-key-of-pivot-0001")
    await page.getByRole("button", { name: "Send a test" }).click()
    await page.getByText(/Answered 200 after \d+ ms/).waitFor()
    await page.getByRole("heading", { name: "The first webhook arrived" }).waitFor()
    const id = new URL(page.url()).searchParams.get("source")
    const { json } = await dashboard.hub.api(`GET /v1/payouts?source_id=${id}`)
    expect(json.data).toMatchObject([{ reference: expect.stringContaining("SAMPLE"), live: false }])
  })

  test("shows a webhook with another secret, which is mended without losing it", async () => {
    const url = await connect("Pivot", "Callback API Key", "the-key-that-was-mistyped")
    expect(await send("pivot", url, { callback_api_key: ["the-key-as-it-is-2222"] })).toBe(401)
    await page.getByText("A webhook arrived, but its secret differs").waitFor()
    await page.getByRole("link", { name: "Fix" }).click()

    await page.getByRole("button", { name: "Add a new one" }).click()
    const dialog = page.getByRole("dialog", { name: "Add a new one" })
    await dialog.getByText("Both work from then on").waitFor()
    await dialog.getByLabel("Callback API Key").first().fill("the-key-as-it-is-2222")
    await dialog.getByRole("button", { name: "Add it" }).click()
    await page.getByText("…222").waitFor()
    await expectAccessible(page)
    expect(await send("pivot", url, { callback_api_key: ["the-key-as-it-is-2222"] })).toBe(200)
    await page.getByText("1 of 2").waitFor()

    await page.getByRole("button", { name: "Remove" }).last().click()
    const removing = page.getByRole("dialog", { name: "Remove" })
    await removing.getByText("are refused from then on").waitFor()
    await removing.getByRole("button", { name: "Remove" }).click()
    await page.getByText("Older").waitFor({ state: "detached" })
    // What is accepted is known by each process for two seconds.
    await expect
      .poll(() => send("pivot", url, { callback_api_key: ["the-key-that-was-mistyped"] }), {
        timeout: 10_000,
      })
      .toBe(401)
  })

  test("is not offered to who may only look", async () => {
    const viewer = await dashboard.newPage({ role: "viewer" })
    await dashboard.open(viewer, "/settings/sources")
    await viewer.getByRole("row").filter({ hasText: "Xendit" }).first().waitFor()
    expect(await viewer.getByRole("link", { name: "Connect a source" }).count()).toBe(0)
  })
})
