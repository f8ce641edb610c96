import { existsSync, mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { chromium, type BrowserContext, type Page } from "playwright-core"

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/** Where the system's Chromium is; `CHROMIUM` names another. */
export function chromiumPath(): string | undefined {
  return [process.env["CHROMIUM"] ?? "", ...PATHS].find((file) => file !== "" && existsSync(file))
}

/** Said once where tests are skipped for want of a browser. */
export const HOW_TO_GET_CHROMIUM =
  "No Chromium here: install it (Debian: apt-get install chromium) or name it in CHROMIUM."

export const WIDTHS = { phone: 390, desk: 1440 } as const

export interface Browser {
  /** A page of a new, empty profile: nobody is logged in. */
  newPage(options?: PageOptions): Promise<Page>
  close(): Promise<void>
}

export interface PageOptions {
  readonly width?: number
  readonly scheme?: "light" | "dark"
  /** Goes along with every request: an API key as bearer token, for one. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The system's Chromium, headless, with what keeps it from calling home. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error(HOW_TO_GET_CHROMIUM)
  const profile = mkdtempSync(path.join(os.tmpdir(), "paidout-browser-"))
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--crash-dumps-dir=${profile}`,
    ],
  })
  const contexts: BrowserContext[] = []
  return {
    async newPage({ width = WIDTHS.desk, scheme = "light", headers = {} } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: width === WIDTHS.phone ? 844 : 900 },
        colorScheme: scheme,
        locale: "en-GB",
        timezoneId: "Asia/Jakarta",
        extraHTTPHeaders: headers,
        reducedMotion: "reduce",
      })
      contexts.push(context)
      return await context.newPage()
    },
    async close() {
      await Promise.all(contexts.map((context) => context.close()))
      await browser.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
