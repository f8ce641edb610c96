import { Option, type Command } from "commander"
import { connectHub } from "./hub-client.ts"
import type { List } from "./lists.ts"
import { table } from "./table.ts"
import type { Terminal } from "./terminal.ts"

type Row = Readonly<Record<string, unknown>>

interface Page {
  readonly data: readonly Row[]
  readonly next_cursor: string | null
}

/** Adds `list`, which is also what the group does without a word. */
export function addList(group: Command, terminal: Terminal, list: List): void {
  makeList(group.command("list", { isDefault: true }), terminal, list)
}

/** Makes a command one that lists. */
export function makeList(command: Command, terminal: Terminal, list: List): void {
  command.description(list.description)
  addListOptions(command, list).action((options: ListOptions) => writeList(terminal, list, options))
}

export type ListOptions = Readonly<Record<string, string | true | undefined>>

/** The options of a command that lists, for one that does more. */
export function addListOptions(command: Command, list: List): Command {
  for (const filter of list.filters) {
    command.option(`--${filter.replaceAll("_", "-")} <text>`, `only this ${words(filter)}`)
  }
  return command
    .addOption(new Option("--limit <number>", "how many (up to 100)").default("20"))
    .option("--cursor <text>", "go on after a page: its next_cursor")
    .option("--json", "the API's answer")
}

export async function writeList(
  terminal: Terminal,
  list: List,
  options: ListOptions,
): Promise<void> {
  const names = [...list.filters, "limit", "cursor"]
  const query = names.map((name) => [name, textOption(options[camelCase(name)])] as const)
  const page = await connectHub(terminal).get<Page>(list.route, Object.fromEntries(query))
  terminal.write(options["json"] === true ? json(page) : pageText(terminal, list, page))
}

/** As programs read it. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function pageText(terminal: Terminal, { columns, none }: List, page: Page): string {
  if (page.data.length === 0) return `${none}\n`
  const rows = page.data.map((row) => columns.map((column) => row[column]))
  const more = page.next_cursor === null ? "" : `\nMore: --cursor ${page.next_cursor}\n`
  return table(terminal, columns, rows) + more
}

function textOption(value: string | true | undefined): string | undefined {
  return typeof value === "string" ? value : undefined
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function words(name: string): string {
  return name.replaceAll("_", " ")
}
