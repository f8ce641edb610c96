import type { Command } from "commander"
import { connectHub } from "../hub-client.ts"
import { addList, json } from "../list-command.ts"
import { LISTS } from "../lists.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

type Answer = Readonly<Record<string, unknown>>

interface AddOptions {
  readonly eventTypes?: string
  readonly description?: string
  readonly json?: true
}

export function addEndpoint(program: Command, terminal: Terminal): void {
  const endpoint = program.command("endpoint").description("your URLs that changes are sent to")
  addList(endpoint, terminal, LISTS.endpoints)
  endpoint
    .command("add <url>")
    .description("add an endpoint; it must answer a test event with HTTP 200")
    .option("--event-types <list>", "which events, comma-separated, e.g. payout.*,batch.done")
    .option("--description <text>", "what people call it")
    .option("--json", "the API's answer")
    .action(async (url: string, options: AddOptions) => {
      const { eventTypes, description } = options
      const added = await connectHub(terminal).post<Answer>("/v1/endpoints", {
        url,
        ...(eventTypes !== undefined && { event_types: eventTypes.split(",") }),
        ...(description !== undefined && { description }),
      })
      const { id, event_types, secret } = added
      terminal.write(
        options.json
          ? json(added)
          : `${facts(terminal, { id, url, event_types, secret })}\nThe secret is shown only now.\n`,
      )
    })
}
