import type { Command } from "commander"
import { connectHub } from "../hub-client.ts"
import { addList, json } from "../list-command.ts"
import { LISTS } from "../lists.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

type Answer = Readonly<Record<string, unknown>>

export function addMessages(program: Command, terminal: Terminal): void {
  const messages = program.command("messages").description("requests as received")
  addList(messages, terminal, LISTS.messages)
  messages
    .command("show <id>")
    .description("one message: its headers, its verdict, its body where the key may see it")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { json?: true }) => {
      const message = await connectHub(terminal).get<Answer>(routeOf(id))
      terminal.write(options.json ? json(message) : messageText(terminal, message))
    })
  messages
    .command("release <id>")
    .description("let a quarantined message settle, once it verifies with today's secrets")
    .option("--force", "settle it although it does not verify, on your word (recorded)")
    .option("--reason <text>", "why, for the audit log")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { force?: true; reason?: string; json?: true }) => {
      const answer = await connectHub(terminal).post<Answer>(`${routeOf(id)}/release`, {
        ...(options.force && { force: true }),
        ...(options.reason !== undefined && { reason: options.reason }),
      })
      terminal.write(options.json ? json(answer) : `Released ${id}: it settles now.\n`)
    })
}

function messageText(terminal: Terminal, { body_base64: bytes, body_text: text, ...told }: Answer) {
  return facts(terminal, { ...told, ...(text === null ? { body_base64: bytes } : { body: text }) })
}

function routeOf(id: string): string {
  return `/v1/messages/${encodeURIComponent(id)}`
}
