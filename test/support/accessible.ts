import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Page } from "playwright-core"
import { expect } from "vitest"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

const ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

/** What another width and another colour scheme can change. */
export const RULES_OF_LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable"]

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string
    readonly help: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
  }[]
}

/** No serious or critical fault that axe knows (WCAG 2.2 A and AA), and nothing wider than the page. */
export async function expectAccessible(
  page: Page,
  { rules = ALL }: { readonly rules?: readonly string[] } = {},
): Promise<void> {
  // By the debugger, which the content security policy does not bind.
  await page.evaluate(axe)
  const results = (await page.evaluate(
    `axe.run({runOnly: ${JSON.stringify(rules)}})`,
  )) as AxeResults
  const faults = results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html}\n  ${failureSummary}`),
    )
  expect(faults, page.url()).toEqual([])
  const wider = await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  )
  expect(wider, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0)
}
