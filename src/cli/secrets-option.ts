import { Option } from "commander"
import type { SourceSecrets } from "../providers/provider.ts"
import { CommandFailure, EXIT } from "./exit.ts"
import type { Terminal } from "./terminal.ts"

/** `--secret kind=value`, as often as needed. A value may hold `=`. */
export function secretOption(): Option {
  return new Option(
    "-s, --secret <kind=value>",
    "a secret, e.g. callback_token=…; repeat it for more (also: PAIDOUT_SOURCE_SECRETS as JSON)",
  )
    .argParser((text: string, before: SourceSecrets | undefined) => addSecret(text, before))
    .default(undefined)
}

/** The options' secrets; without any, those of the environment, which no process list shows. */
export function secretsFrom(terminal: Terminal, given: SourceSecrets | undefined): SourceSecrets {
  if (given !== undefined) return given
  const text = terminal.environment["PAIDOUT_SOURCE_SECRETS"]
  return text === undefined || text.trim() === "" ? {} : readEnvironment(text)
}

function addSecret(text: string, before: SourceSecrets = {}): SourceSecrets {
  const [, kind, value] = /^([a-z_]+)=(.+)$/s.exec(text) ?? []
  if (kind === undefined || value === undefined) {
    throw new CommandFailure(EXIT.usage, "--secret takes kind=value, e.g. callback_token=abc.")
  }
  return { ...before, [kind]: [...(before[kind] ?? []), value] }
}

function readEnvironment(text: string): SourceSecrets {
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, string | readonly string[]>)
    const secrets = entries.map(([kind, value]) => [kind, [value].flat().map(String)] as const)
    if (entries.length > 0) return Object.fromEntries(secrets)
  } catch {
    // The message below must not repeat what may be a secret.
  }
  throw new CommandFailure(
    EXIT.usage,
    'PAIDOUT_SOURCE_SECRETS takes JSON like {"callback_token": "…"}.',
  )
}
