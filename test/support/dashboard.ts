import type { Page } from "playwright-core"
import { describe, expect } from "vitest"

import { ensureDashboardBuilt } from "./build-dashboard.ts"
import {
  chromiumPath,
  HOW_TO_GET_CHROMIUM,
  openBrowser,
  type Browser,
  type PageOptions,
} from "./browser.ts"
import { joinAs, type LoggedIn } from "./people.ts"
import { startSandboxHub, type SandboxHub } from "./sandbox-hub.ts"

const hasChromium = chromiumPath() !== undefined
if (!hasChromium) process.stderr.write(`${HOW_TO_GET_CHROMIUM}\n`)

/** Tests in a browser: skipped, and said so, where there is none. */
export const describeDashboard: (name: string, tests: () => void) => void = hasChromium
  ? describe
  : describe.skip

export const ROLES = ["owner", "operator", "viewer"] as const
export type PersonRole = (typeof ROLES)[number]

export interface Dashboard {
  readonly hub: SandboxHub
  /** A page of a browser in which somebody of this role is logged in (default: an owner). */
  newPage(options?: PageOptions & { readonly role?: PersonRole | "nobody" }): Promise<Page>
  /** Opens a path of the dashboard and waits until it is drawn and has read what it shows. */
  open(page: Page, path: string): Promise<void>
  /** Ends all of it. Fails where a page had an error of its own or broke the security policy. */
  close(): Promise<void>
}

/** A hub with its sandbox on, its dashboard as built from the sources, and the system's Chromium. */
export async function startDashboard(
  variables: Readonly<Record<string, string>> = {},
): Promise<Dashboard> {
  await ensureDashboardBuilt()
  const [hub, browser] = await Promise.all([startSandboxHub(variables), openBrowser()])
  const faults: string[] = []
  return {
    hub,
    newPage: (options = {}) => openPage(hub, browser, { ...options, faults }),
    async open(page, path) {
      await page.goto(`${hub.url}${path}`)
      await page.getByRole("heading", { level: 1 }).first().waitFor()
      // Not by a text for the page to evaluate: its security policy forbids that.
      await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" })
    },
    async close() {
      await browser.close()
      await hub.close()
      expect(faults).toEqual([])
    },
  }
}

async function openPage(
  hub: SandboxHub,
  browser: Browser,
  {
    role = "owner",
    faults,
    ...options
  }: PageOptions & { readonly role?: PersonRole | "nobody"; readonly faults: string[] },
): Promise<Page> {
  const page = await browser.newPage(options)
  if (role !== "nobody") await logIn(page, hub, role)
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`))
  page.on("console", (message) => {
    if (/Content Security Policy|Warning:/.test(message.text())) {
      faults.push(`${page.url()}: ${message.text()}`)
    }
  })
  return page
}

/** As somebody who joined by a link: one person per hub and role is enough. */
async function logIn(page: Page, hub: SandboxHub, role: PersonRole): Promise<void> {
  const ofHub = people.get(hub) ?? new Map<PersonRole, Promise<LoggedIn>>()
  people.set(hub, ofHub)
  const joining = ofHub.get(role) ?? joinAs(hub, role)
  ofHub.set(role, joining)
  const { cookie } = await joining
  const [name = "", ...value] = cookie.split("=")
  await page
    .context()
    .addCookies([
      { name, value: value.join("="), url: hub.url, httpOnly: true, sameSite: "Strict" },
    ])
}

const people = new WeakMap<SandboxHub, Map<PersonRole, Promise<LoggedIn>>>()
