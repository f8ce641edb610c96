import type { Command } from "commander"
import {
  addEndpointOptions,
  addSecretOption,
  collect,
  endpointSecretFrom,
  fieldsFrom,
  settingsFrom,
  type EndpointOptions,
} from "../endpoint-options.ts"
import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub } from "../hub-client.ts"
import { addList, json } from "../list-command.ts"
import { LISTS } from "../lists.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

type Answer = Readonly<Record<string, unknown>>

interface AddOptions extends EndpointOptions {
  readonly dialect?: string
  readonly secret?: string | true
}

interface ChangeOptions extends EndpointOptions {
  readonly url?: string
  readonly unset?: readonly string[]
}

interface RotateOptions {
  readonly secret?: string | true
  readonly overlapHours?: string
  readonly json?: true
}

export function addEndpoint(program: Command, terminal: Terminal): void {
  const endpoint = program.command("endpoint").description("your URLs that changes are sent to")
  addList(endpoint, terminal, LISTS.endpoints)
  const add = endpoint
    .command("add <url>")
    .description("add an endpoint; it must answer a test event with HTTP 200")
    .option("--dialect <name>", "paidout (default), pivot, xendit, adyen, or raw")
  addEndpointOptions(addSecretOption(add, "the one your handler has already")).action(
    async (url: string, options: AddOptions) => {
      const settings = settingsFrom(options)
      const secret = endpointSecretFrom(terminal, options.secret)
      const added = await connectHub(terminal).post<Answer>("/v1/endpoints", {
        url,
        ...fieldsFrom(terminal, options),
        ...(options.dialect !== undefined && { dialect: options.dialect }),
        ...(secret !== undefined && { secret }),
        ...(Object.keys(settings).length > 0 && { settings }),
      })
      terminal.write(options.json ? json(added) : addedText(terminal, added))
    },
  )
  addEndpointOptions(
    endpoint.command("change <id>").description("change what is given; a new URL is tested first"),
  )
    .option("--no-basic", "no user and password any more")
    .option("--url <url>", "where it is now")
    .option("--unset <setting>", "give a setting its default again; repeatable", collect)
    .action(async (id: string, options: ChangeOptions) => {
      const fields = fieldsFrom(terminal, options)
      const wanted = settingsFrom(options)
      const unset = options.unset ?? []
      const isSet = Object.keys(wanted).length + unset.length > 0
      const settings = isSet ? await mergedSettings(id, wanted, unset) : undefined
      const changed = await connectHub(terminal).patch<Answer>(routeOf(id), {
        ...fields,
        ...(options.url !== undefined && { url: options.url }),
        ...(settings !== undefined && { settings }),
      })
      terminal.write(options.json ? json(changed) : facts(terminal, shown(changed)))
    })
  endpoint
    .command("show <id>")
    .description("one endpoint with its settings")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { json?: true }) => {
      const found = await connectHub(terminal).get<Answer>(routeOf(id))
      terminal.write(options.json ? json(found) : facts(terminal, shown(found)))
    })
  endpoint
    .command("test <id>")
    .description("send the test event and tell what came back")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { json?: true }) => {
      const answer = await connectHub(terminal).post<Answer>(`${routeOf(id)}/test`, {})
      terminal.write(options.json ? json(answer) : facts(terminal, answer))
      if (answer["accepted"] !== true) {
        throw new CommandFailure(EXIT.failure, "The endpoint did not accept the test event.")
      }
    })
  const rotate = endpoint
    .command("rotate-secret <id>")
    .description("change over to another secret; the one before works on for a while")
  addSecretOption(rotate, "the new one; else one is made")
    .option("--overlap-hours <number>", "how long the one before works on (default: 24; 0: ends)")
    .option("--json", "the API's answer")
    .action(async (id: string, options: RotateOptions) => {
      const secret = endpointSecretFrom(terminal, options.secret)
      const hours = hoursFrom(options.overlapHours)
      const rotated = await connectHub(terminal).post<Answer>(`${routeOf(id)}/rotate-secret`, {
        ...(secret !== undefined && { secret }),
        ...(hours !== undefined && { overlap_hours: hours }),
      })
      const before =
        hours === 0 ? "The one before has ended." : `The one before works ${hours ?? 24} h more.`
      const told = `${facts(terminal, { id, secret: rotated["secret"] })}\n${SHOWN_ONCE} ${before}\n`
      terminal.write(options.json ? json(rotated) : told)
    })
  for (const [name, description, done] of SWITCHES) {
    endpoint
      .command(`${name} <id>`)
      .description(description)
      .action(async (id: string) => {
        await connectHub(terminal).post<Answer>(`${routeOf(id)}/${name}`, {})
        terminal.write(`${id} ${done}\n`)
      })
  }
  endpoint
    .command("delete <id>")
    .description("send nothing to it any more; what waits for it is discarded")
    .action(async (id: string) => {
      await connectHub(terminal).delete(routeOf(id))
      terminal.write(`${id} is deleted.\n`)
    })

  /** The API takes all settings at once. */
  async function mergedSettings(id: string, wanted: Answer, unset: readonly string[]) {
    const { settings } = await connectHub(terminal).get<{ settings: Answer }>(routeOf(id))
    const merged = Object.entries({ ...settings, ...wanted })
    return Object.fromEntries(merged.filter(([name]) => !unset.includes(name)))
  }
}

const SWITCHES = [
  [
    "enable",
    "send to it again, what waits first",
    "is active: what waits is sent. What it missed: paidout resend --endpoint … --missed",
  ],
  ["disable", "send nothing to it until it is enabled", "is disabled: what is made for it waits."],
] as const

const SHOWN_ONCE = "The secret is shown only now."

function addedText(terminal: Terminal, added: Answer): string {
  const { id, url, dialect, event_types, secret } = added
  const notTold = added["not_told"]
  const missing = Array.isArray(notTold) && notTold.length > 0 ? notTold : undefined
  const told = facts(terminal, { id, url, dialect, event_types, not_told: missing, secret })
  const next = [
    ...(missing === undefined ? [] : [`The dialect ${String(dialect)} has no words for those.`]),
    secret === null ? "Requests carry the credentials that they came with." : SHOWN_ONCE,
  ]
  return `${told}\n${next.join("\n")}\n`
}

/** As people read it: empty lists say nothing. */
function shown(endpoint: Answer): Answer {
  const said = Object.entries(endpoint).filter(
    ([, value]) => !(Array.isArray(value) && value.length === 0),
  )
  return Object.fromEntries(said)
}

function hoursFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,3}$/.test(text)) return Number(text)
  throw new CommandFailure(EXIT.usage, "--overlap-hours takes a number from 0 to 168.")
}

function routeOf(id: string): string {
  return `/v1/endpoints/${encodeURIComponent(id)}`
}
