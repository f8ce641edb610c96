import type { Command } from "commander"
import { CommandFailure, EXIT } from "./exit.ts"
import type { Terminal } from "./terminal.ts"

/** What may be said of an endpoint when it is added and when it is changed. */
export interface EndpointOptions {
  readonly eventTypes?: string
  readonly description?: string
  readonly ordering?: string
  readonly form?: string
  readonly source?: readonly string[]
  readonly setting?: Readonly<Record<string, unknown>>
  /** True: from the environment. False: `--no-basic`. */
  readonly basic?: string | boolean
  readonly json?: true
}

export function addEndpointOptions(command: Command): Command {
  return command
    .option("--event-types <list>", "which events, comma-separated, e.g. payout.*,batch.done")
    .option("--description <text>", "what people call it")
    .option("--ordering <none|payout>", "whether the events of a payout arrive in their order")
    .option("--form <name>", "which form of the dialect's body, e.g. bulk, flat, soap")
    .option("--source <id>", "only what this source tells; repeat it for more", collect)
    .option("--setting <name=value>", "e.g. timeout_ms=5000; repeat it for more", addSetting)
    .option("--basic [user:password]", `for HTTP Basic; alone: from ${BASIC_VARIABLE}`)
    .option("--json", "the API's answer")
}

/** The API's fields for what is given, without the settings. */
export function fieldsFrom(
  terminal: Terminal,
  options: EndpointOptions,
): Readonly<Record<string, unknown>> {
  const { eventTypes, description, ordering } = options
  const basic = basicFrom(terminal, options.basic)
  return {
    ...(eventTypes !== undefined && { event_types: eventTypes.split(",") }),
    ...(description !== undefined && { description }),
    ...(ordering !== undefined && { ordering }),
    ...(basic !== undefined && { basic }),
  }
}

/** `--form` and `--source` are settings like any other, only shorter to type. */
export function settingsFrom(options: EndpointOptions): Readonly<Record<string, unknown>> {
  const { setting, form, source } = options
  return {
    ...setting,
    ...(form !== undefined && { form }),
    ...(source !== undefined && { source_ids: source }),
  }
}

/** `--secret [text]`: alone it takes the text from the environment, which no process list shows. */
export function addSecretOption(command: Command, description: string): Command {
  return command.option("--secret [text]", `${description}; alone: from ${SECRET_VARIABLE}`)
}

const SECRET_VARIABLE = "PAIDOUT_ENDPOINT_SECRET"
const BASIC_VARIABLE = "PAIDOUT_ENDPOINT_BASIC"

export function endpointSecretFrom(
  terminal: Terminal,
  given: string | true | undefined,
): string | undefined {
  return given === true ? variable(terminal, SECRET_VARIABLE) : given
}

function basicFrom(terminal: Terminal, given: string | boolean | undefined) {
  if (given === undefined) return undefined
  if (given === false) return null
  const text = given === true ? variable(terminal, BASIC_VARIABLE) : given
  const colon = text.indexOf(":")
  if (colon > 0) return { username: text.slice(0, colon), password: text.slice(colon + 1) }
  throw new CommandFailure(EXIT.usage, "--basic takes user:password.")
}

function variable({ environment }: Terminal, name: string): string {
  const text = environment[name]
  if (text !== undefined && text !== "") return text
  throw new CommandFailure(EXIT.usage, `${name} is not set.`)
}

export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

const TEXTS: ReadonlySet<string> = new Set(["form", "account", "retry_schedule"])

/** `timeout_ms=5000` is a number and `retry_delays_ms=[1000,5000]` a list, as JSON reads them. */
function addSetting(
  text: string,
  before: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const [, name, value] = /^([a-z_]+)=(.+)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw new CommandFailure(EXIT.usage, "--setting takes name=value, e.g. timeout_ms=5000.")
  }
  return { ...before, [name]: TEXTS.has(name) ? value : valueOf(value) }
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
