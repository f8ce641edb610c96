import { client, type Thing } from "../api/client.ts"
import type { Words } from "../words/words.ts"
import { ENTRIES } from "./navigation.tsx"
import { pathOf } from "./path-of.ts"

/** A line of what Ctrl K finds. */
export interface FindEntry {
  readonly key: string
  readonly title: string
  readonly detail: string
  /** A path, or what is done. */
  readonly go: string | (() => void)
}

/** What is shorter names nothing. */
export const findCharactersMin = 3

/** The pages, by the words people see in the navigation and in the tabs. */
export function pageEntries({ shell }: Words): readonly FindEntry[] {
  const { nav, find } = shell
  const main = ENTRIES.map(({ name, to }) => [nav[name], to] as const)
  const more = Object.entries(find.pages).map(([to, title]) => [title, to] as const)
  return [...main, ...more].map(([title, to]) => ({
    ...{ key: `page ${to}`, title },
    ...{ detail: find.page, go: to },
  }))
}

/** What of the ledger has this id or name. @throws Problem */
export async function findThings(
  text: string,
  kinds: Readonly<Record<string, string>>,
): Promise<readonly FindEntry[]> {
  if (text.length < findCharactersMin) return []
  const { data, error } = await client.GET("/v1/find", { params: { query: { q: text } } })
  if (error !== undefined) throw error as unknown
  return data.data.map((thing) => thingEntry(thing, kinds))
}

function thingEntry(
  { kind, id, title, detail }: Thing<"FoundThing">,
  kinds: Readonly<Record<string, string>>,
): FindEntry {
  const what = [kinds[kind] ?? kind, detail].filter((part) => part !== "").join(" · ")
  return { key: id, title, detail: what, go: pathOf(kind, id) }
}

/** Those whose title has every word that was typed. */
export function matching(entries: readonly FindEntry[], text: string): readonly FindEntry[] {
  const words = text.toLowerCase().split(/\s+/)
  return entries.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
}
