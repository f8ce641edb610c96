import { Option } from "commander"
import { CommandFailure, EXIT } from "./exit.ts"

export type Pairs = Readonly<Record<string, string>>

/** `--setting name=value`, as often as needed. A value may hold `=`, and be empty. */
export function pairsOption(flags: string, description: string): Option {
  const [name = flags] = flags.split(" ")
  return new Option(flags, description)
    .argParser((text: string, before: Pairs | undefined) => {
      const [, kind, value] = /^([a-z_]+)=(.*)$/s.exec(text) ?? []
      if (kind === undefined || value === undefined) {
        throw new CommandFailure(EXIT.usage, `${name} takes name=value.`)
      }
      return { ...before, [kind]: value }
    })
    .default(undefined)
}

/** What opens the provider's API; the environment is not shown in a process list. */
export function credentialsFrom(
  environment: Readonly<Record<string, string | undefined>>,
  given: Pairs | undefined,
): Pairs | undefined {
  const text = environment["PAIDOUT_SOURCE_CREDENTIALS"]?.trim() ?? ""
  if (given !== undefined || text === "") return given
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>)
    return Object.fromEntries(entries.map(([kind, value]) => [kind, String(value)]))
  } catch {
    // The message must not repeat what may be a secret.
    throw new CommandFailure(
      EXIT.usage,
      'PAIDOUT_SOURCE_CREDENTIALS takes JSON like {"api_key": "…"}.',
    )
  }
}

/** `["failed"]`, `2` and `true` are JSON; anything else is a word. Empty removes a setting. */
export function changedSettings(
  before: Readonly<Record<string, unknown>>,
  given: Pairs,
): Readonly<Record<string, unknown>> {
  const changed: Record<string, unknown> = { ...before }
  for (const [name, text] of Object.entries(given)) {
    if (text === "") delete changed[name]
    else changed[name] = valueOf(text)
  }
  return changed
}

function valueOf(text: string): unknown {
  if (!/^(\[|\{|"|-?\d|true$|false$)/.test(text)) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
