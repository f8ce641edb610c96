import type { Command } from "commander"
import { connectHub } from "../hub-client.ts"
import { addListOptions, json, writeList, type ListOptions } from "../list-command.ts"
import { LISTS } from "../lists.ts"
import { facts, table } from "../table.ts"
import type { Terminal } from "../terminal.ts"

interface ItemAnswer extends Readonly<Record<string, unknown>> {
  readonly actions: readonly Readonly<Record<string, unknown>>[]
  readonly links: readonly { readonly label: string; readonly url: string }[]
}

interface ActedAnswer extends ItemAnswer {
  readonly id: string
  readonly closed_at: string | null
  readonly release: {
    readonly released: number
    readonly still_refused: number
    readonly left: number
  } | null
}

const ACTION_COLUMNS = ["action", "label", "needs_reason"] as const

/** `paidout attention`, `paidout attention <id>`, `paidout attention <id> <action>`. */
export function addAttention(program: Command, terminal: Terminal): void {
  const attention = program
    .command("attention [id] [action]")
    .description(LISTS.attention.description)
  addListOptions(attention, LISTS.attention)
    .option("--reason <text>", "why you do it; kept")
    .action(async (id: string | undefined, action: string | undefined, options: ListOptions) => {
      if (id === undefined) return writeList(terminal, LISTS.attention, options)
      const route = `/v1/attention/${encodeURIComponent(id)}`
      const isJson = options["json"] === true
      if (action === undefined) {
        const item = await connectHub(terminal).get<ItemAnswer>(route)
        terminal.write(isJson ? json(item) : itemText(terminal, item))
        return
      }
      const { reason } = options
      const acted = await connectHub(terminal).post<ActedAnswer>(
        `${route}/${encodeURIComponent(action)}`,
        { ...(reason !== undefined && { reason }) },
      )
      terminal.write(isJson ? json(acted) : actedText(action, acted))
    })
}

function itemText(terminal: Terminal, { actions, links, ...told }: ItemAnswer): string {
  const there = links.map(({ label, url }) => `${label}: ${url}\n`).join("")
  const rows = actions.map((each) => ACTION_COLUMNS.map((column) => each[column]))
  const here = rows.length === 0 ? "" : `\n${table(terminal, ACTION_COLUMNS, rows)}`
  return facts(terminal, told) + (there === "" ? "" : `\n${there}`) + here
}

function actedText(action: string, { id, closed_at: closedAt, release }: ActedAnswer): string {
  const now = closedAt === null ? "it stays open" : "it is closed"
  if (release === null) return `Done, ${action} of ${id}: ${now}.\n`
  const { released, still_refused: refused, left } = release
  const more = left === 0 ? "" : ` ${left} were not looked at yet: do it again for them.`
  return `Released ${released}, ${refused} do not verify with today's secrets: ${now}.${more}\n`
}
