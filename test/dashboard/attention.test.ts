import type { Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { expectAccessible } from "../support/accessible.ts"
import { WIDTHS } from "../support/browser.ts"
import { describeDashboard, startDashboard, type Dashboard } from "../support/dashboard.ts"
import { createPivotClient, payoutItem } from "../support/pivot-client.ts"
import type { ShownAccount } from "../support/sandbox-hub.ts"

const stepMsMax = 12_000
const WAIT = { timeout: stepMsMax, interval: 100 }

describeDashboard("what needs a person", () => {
  let dashboard: Dashboard
  let pivot: ShownAccount
  let xendit: ShownAccount

  beforeAll(async () => {
    dashboard = await startDashboard()
    pivot = await dashboard.hub.account("pivot", { settings: { callback_form: "bulk" } })
    xendit = await dashboard.hub.account("xendit")
  })
  afterAll(() => dashboard.close())

  const itemsOf = async (query: string) =>
    (await dashboard.hub.api(`GET /v1/attention?${query}`)).json.data

  /** A bulk payout that Pivot holds until its balance is topped up; what Pivot calls it. */
  async function waitsForTopUp(reference: string): Promise<string> {
    const client = createPivotClient(pivot.base_url, pivot.credentials)
    const { data: balance } = await client.call<{ availableBalance: { value: string } }>(
      "GET",
      "/v1/payouts/balance?currency=IDR",
    )
    const value = String(Number(balance.availableBalance.value) + 1_000)
    const { data } = await client.createPayouts([payoutItem(reference, { value })])
    const known = async () =>
      (await itemsOf("kind=insufficient_balance")).map(
        ({ about }: { about: { provider_id: string } }) => about.provider_id,
      )
    await expect.poll(known, WAIT).toContain(data.uuid)
    return data.uuid
  }

  /** A webhook that is not authentic. What was dismissed of a source opens no item of it again. */
  async function isRefused(account: ShownAccount): Promise<void> {
    const answer = await fetch(`${dashboard.hub.url}/in/${account.source_id}`, {
      method: "POST",
      headers: { "x-callback-token": "of somebody else", "content-type": "application/json" },
      body: JSON.stringify({ event: "payout.succeeded", data: { id: "disb-1" } }),
    })
    expect(answer.status).toBe(401)
  }

  /** That the step is named which takes too long, rather than the test. */
  async function newPage(options?: Parameters<Dashboard["newPage"]>[0]): Promise<Page> {
    const page = await dashboard.newPage(options)
    page.setDefaultTimeout(stepMsMax)
    return page
  }

  const rows = (page: Page) =>
    page.getByRole("list", { name: "What needs you" }).getByRole("listitem")
  const itemTitled = (page: Page, title: string) =>
    page.getByRole("article").getByRole("heading", { name: title })

  test("says so when it is nothing", async () => {
    const page = await newPage()
    await dashboard.open(page, "/attention")
    await page.getByRole("heading", { name: "Nothing needs you" }).waitFor()
    expect(await page.title()).toBe("Attention · Paidout")
    await expectAccessible(page)
  })

  test("is done in two clicks, and the next one is shown", async () => {
    const [first, second] = [await waitsForTopUp("wages-1"), await waitsForTopUp("wages-2")]
    const page = await newPage()
    await dashboard.open(page, "/attention")
    await itemTitled(page, first).waitFor()
    expect(page.url()).toMatch(/\/attention\/item_/)
    await expect.poll(() => page.title(), WAIT).toBe("(2) Attention · Paidout")
    await expectAccessible(page)

    const approval = page.getByRole("link", { name: "Pivot: Domestic Payout, Approval" })
    expect(await approval.getAttribute("href")).toContain("pivot-payment.com/disbursement/approval")
    await page.getByRole("button", { name: "I retried it" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "I retried it" }).click()
    await page.getByText("Closed, and the provider is asked").waitFor()
    await itemTitled(page, second).waitFor()
    await expect.poll(() => rows(page).count(), WAIT).toBe(1)
    await expect.poll(() => page.title(), WAIT).toBe("(1) Attention · Paidout")

    await dashboard.open(page, "/attention?which=closed")
    await page.getByRole("link", { name: new RegExp(first) }).click()
    const note = page.getByRole("status").filter({ hasText: "Closed" })
    await expect.poll(() => note.innerText(), WAIT).toMatch(/owner 1[\s\S]*I retried it/)
  })

  test("is done by the keyboard alone", async () => {
    await isRefused(xendit)
    const page = await newPage()
    await dashboard.open(page, "/")
    await page.keyboard.press("g")
    await page.keyboard.press("a")
    await page.getByRole("heading", { level: 1, name: "Attention" }).waitFor()
    await expect.poll(() => rows(page).count(), WAIT).toBe(2)
    await page.getByRole("article").waitFor()
    await page.keyboard.press("j")
    await itemTitled(page, "Xendit sandbox").waitFor()
    await page.keyboard.press("2")
    const dialog = page.getByRole("dialog", { name: "Accept as is" })
    await dialog.waitFor()
    // A dialog takes the letters.
    await page.keyboard.type("a probe, 1 jot of ours")
    await page.keyboard.press("Control+Enter")
    await page.getByText("Closed: accepted as it is").waitFor()
    await expect.poll(() => rows(page).count(), WAIT).toBe(1)
    const [closed] = await itemsOf("state=closed&kind=quarantined")
    expect(closed.closed_because).toBe("dismiss: a probe, 1 jot of ours")
  })

  test("may be somebody's, and may wait", async () => {
    const page = await newPage()
    await dashboard.open(page, "/attention")
    await page.getByRole("article").waitFor()
    await page.keyboard.press("a")
    await page.getByRole("button", { name: "Nobody", exact: true }).waitFor()
    await expect.poll(() => rows(page).first().innerText(), WAIT).toMatch(/owner \d/)
    await page.keyboard.press("s")
    await page.getByRole("menuitem", { name: "An hour" }).waitFor()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.getByText("It waits", { exact: true }).waitFor()
    await page.getByRole("heading", { name: "Nothing needs you" }).waitFor()
    await expect.poll(() => page.title(), WAIT).toBe("Attention · Paidout")

    await dashboard.open(page, "/attention?which=snoozed&whose=mine")
    await page.getByRole("button", { name: "Do not wait" }).click()
    await page.getByText("It waits no more").waitFor()
    await dashboard.open(page, "/attention")
    await expect.poll(() => rows(page).count(), WAIT).toBe(1)
  })

  test("tells who is looking at it when what is heard closes it", async () => {
    const [{ about }] = await itemsOf("kind=insufficient_balance")
    const page = await newPage({ width: WIDTHS.phone, scheme: "dark" })
    await dashboard.open(page, "/attention")
    await rows(page).first().getByRole("link").click()
    await itemTitled(page, about.provider_id).waitFor()
    await expectAccessible(page)
    await dashboard.hub.act(pivot, "top_up", { amount: "5000" })
    await dashboard.hub.act(pivot, "retry", { uuid: about.provider_id })
    const note = page.getByRole("status").filter({ hasText: "while you looked at it" })
    await note.waitFor()
    expect(await note.innerText()).toContain("What was heard since")
    await page.getByRole("button", { name: "Next item" }).click()
    await page.getByRole("heading", { name: "Nothing needs you" }).waitFor()
  })

  test("is looked at by a viewer, who cannot act", async () => {
    await isRefused(pivot)
    const page = await newPage({ role: "viewer" })
    await dashboard.open(page, "/attention")
    await page.getByText("Your role may look at this, and not act on it.").waitFor()
    expect(await page.getByRole("button", { name: "Accept as is" }).count()).toBe(0)
    expect(await page.getByRole("button", { name: "Take it" }).count()).toBe(0)
  })

  test("anything is found by what it is called", async () => {
    const [payout] = (await dashboard.hub.api("GET /v1/payouts?reference=wages-1")).json.data
    const page = await newPage()
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
    await dashboard.open(page, "/attention")

    // A pasted id opens at once, also from within a field.
    await page.evaluate(`navigator.clipboard.writeText("${payout.id}")`)
    await page.keyboard.press("Control+k")
    await page.getByRole("combobox", { name: "Find" }).waitFor()
    await page.keyboard.press("Control+v")
    await page.waitForURL(`**/payouts/${payout.id}`)

    await page.keyboard.press("Control+k")
    const field = page.getByRole("combobox", { name: "Find" })
    await field.fill("scenar")
    await field.press("Enter")
    await page.waitForURL("**/lab/scenarios")
    // Whoever hears the page is told where he is.
    await expect.poll(() => page.evaluate("document.activeElement.id"), WAIT).toBe("content")

    await page.getByRole("button", { name: "Find" }).click()
    await field.fill("wages-1")
    const found = page.getByRole("option", { name: /wages-1/ })
    await found.waitFor()
    await expectAccessible(page)
    await found.click()
    await page.waitForURL(`**/payouts/${payout.id}`)

    await page.keyboard.press("Control+k")
    await field.fill("Batches")
    await field.press("Enter")
    await page.waitForURL("**/batches")
    await page.keyboard.press("Control+k")
    await field.fill(payout.provider_id as string)
    await field.press("Enter")
    await page.waitForURL(`**/payouts/${payout.id}`)
  })

  test("letters are told by ?, and do nothing where they are switched off", async () => {
    const page = await newPage()
    await dashboard.open(page, "/attention")
    await page.keyboard.press("?")
    const keys = page.getByRole("dialog", { name: "Keyboard" })
    await keys.getByText("Go to Payouts").waitFor()
    await expectAccessible(page)
    await page.keyboard.press("Escape")
    await keys.waitFor({ state: "hidden" })

    await page.evaluate("localStorage.setItem('paidout.letter-keys', 'off')")
    for (const key of ["?", "g", "p", "1"]) await page.keyboard.press(key)
    await page.keyboard.press("Control+k")
    await page.getByRole("dialog", { name: "Find" }).waitFor()
    expect(await page.getByRole("dialog").count()).toBe(1)
    expect(page.url()).toContain("/attention")
  })
})
