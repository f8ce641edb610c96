/**
 * `npm run screenshots [-- folder]`: a hub of its own plays a few stories, and every page is shown as
 * a person sees it, at a desk and on a phone. Needs Chromium.
 */
import { mkdirSync } from "node:fs"
import path from "node:path"
import { openBrowser, WIDTHS } from "../test/support/browser.ts"
import { ensureDashboardBuilt } from "../test/support/build-dashboard.ts"
import { startHubProcess } from "../test/support/started-hub.ts"
import { root } from "./programs.ts"
import { fillHub, type CallHub } from "./screenshots/fill-hub.ts"
import { pagesToShow } from "./screenshots/pages.ts"

const API_KEY = "a-key-for-the-screenshots"
const PERSON = { name: "Ada Owner", email: "ada@example.com", password: "correct horse battery" }
/** Charts and what is read after the first answer. */
const drawnMs = 1_200

const folder = path.resolve(process.argv[2] ?? path.join(root, "docs/screenshots"))
mkdirSync(folder, { recursive: true })
await ensureDashboardBuilt()
const hub = await startHubProcess(undefined, { PAIDOUT_API_KEY: API_KEY })
const browser = await openBrowser()
try {
  const link = /http\S+\/invite\/\S+/.exec(hub.greeting)?.[0] ?? ""
  await fillHub(call)
  const shots = await pagesToShow(call)
  const cookies = await firstOwner(link)
  for (const { width, scheme, suffix } of [
    { width: WIDTHS.desk, scheme: "light", suffix: "" },
    { width: WIDTHS.phone, scheme: "dark", suffix: "-phone" },
  ] as const) {
    const page = await browser.newPage({ width, scheme })
    await page.context().addCookies(cookies)
    for (const { name, path: where } of shots) {
      await page.goto(hub.url + where)
      await page.getByRole("heading", { level: 1 }).first().waitFor()
      await page.waitForTimeout(drawnMs)
      await page.screenshot({ path: path.join(folder, `${name}${suffix}.png`) })
    }
  }
  console.log(`${shots.length * 2} screenshots are in ${folder}`)
} finally {
  await browser.close()
  await hub.remove()
}

/** Joins as a person would, and comes back with what keeps him logged in. */
async function firstOwner(link: string) {
  const page = await browser.newPage()
  await page.goto(link)
  await page.getByLabel("Name").fill(PERSON.name)
  await page.getByLabel("E-mail").fill(PERSON.email)
  await page.getByLabel("Password", { exact: false }).first().fill(PERSON.password)
  await page.getByRole("button", { name: /join|create|start/i }).click()
  await page.getByRole("navigation").first().waitFor()
  return page.context().cookies()
}

async function call(...[target, body]: Parameters<CallHub>): ReturnType<CallHub> {
  const [method = "", where = ""] = target.split(" ")
  const answer = await fetch(hub.url + where, {
    method,
    headers: {
      authorization: `Bearer ${API_KEY}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${target}: ${answer.status} ${text}`)
  return JSON.parse(text)
}
