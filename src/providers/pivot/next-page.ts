import { PER_PAGE } from "./plan-reads.ts"
import type { RequestPage } from "./read-page.ts"

/** Pivot takes at most 1,000 payouts in a request; a little more is read, and then no further. */
const ITEMS_MAX = 1_100
/** Should a page hold fewer than were asked for. */
const PAGES_MAX = 60

export type AfterPage =
  | { readonly outcome: "more" | "whole" }
  /** The pages contradict each other or never end; one sentence for a person. */
  | { readonly outcome: "contradictory"; readonly detail: string }

/** What is to be read after these pages, of which the last was asked for as the `pages.length`th. */
export function afterPage(pages: readonly RequestPage[]): AfterPage {
  const asked = pages.length
  const last = pages.at(-1)
  if (last === undefined) return { outcome: "more" }
  const { page, totalItems, totalPages, items } = last
  const seen = pages.reduce((sum, each) => sum + each.items.length, 0)
  if (totalItems === undefined) {
    return asked === 1 && items.length < PER_PAGE
      ? { outcome: "whole" }
      : contradictory("does not say how many payouts there are.")
  }
  if (page !== undefined && page !== asked) return contradictory(`says that it is page ${page}.`)
  if (totalItems > ITEMS_MAX) return contradictory(`says that there are ${totalItems} payouts.`)
  if (seen > totalItems) return contradictory(`makes them ${seen} payouts, and says ${totalItems}.`)
  if (asked > 1 && totalItems !== pages[0]?.totalItems) {
    return contradictory(`says that there are ${totalItems} payouts, the first did not.`)
  }
  if (seen === totalItems) return { outcome: "whole" }
  if (items.length === 0) return contradictory(`is empty, after ${seen} of ${totalItems} payouts.`)
  if (asked > 1 && bringsNothing(pages)) return contradictory("repeats those before it.")
  if (totalPages !== undefined && asked >= totalPages) {
    return contradictory(`is the last, after ${seen} of ${totalItems} payouts.`)
  }
  return asked < PAGES_MAX ? { outcome: "more" } : contradictory("is not the last.")

  function contradictory(what: string): AfterPage {
    return { outcome: "contradictory", detail: `Page ${asked} of the request ${what}` }
  }
}

function bringsNothing(pages: readonly RequestPage[]): boolean {
  const known = new Set(pages.slice(0, -1).flatMap(referencesOf))
  return referencesOf(pages[pages.length - 1]).every((reference) => known.has(reference))
}

function referencesOf(page: RequestPage | undefined): readonly (string | undefined)[] {
  return page?.items.map(({ reference }) => reference) ?? []
}
