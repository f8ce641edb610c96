import type { Action } from "./use-lab.ts"

/** An argument of an action, as a form asks for it. */
export interface ActionField {
  readonly name: string
  readonly kind: "choice" | "yesNo" | "whole" | "number" | "text"
  readonly isRequired: boolean
  readonly description: string | undefined
  /** What is taken where nothing is given. */
  readonly fallback: string | undefined
  readonly choices: readonly string[]
  readonly suggestions: readonly { readonly value: string; readonly title: string }[]
}

export type ActionValues = Readonly<Record<string, string>>

interface Property {
  readonly type?: string
  readonly enum?: readonly (string | number)[]
  readonly default?: string | number | boolean
  readonly description?: string
  readonly suggestions?: readonly { readonly value: string; readonly title: string }[]
}

/** The fields of an action's JSON Schema; lists and objects are for programs. */
export function fieldsOf(action: Action): readonly ActionField[] {
  const properties = (action.args["properties"] ?? {}) as Readonly<Record<string, Property>>
  const required = (action.args["required"] ?? []) as readonly string[]
  return Object.entries(properties)
    .filter(([name, { type }]) => name !== action.on?.argument && !STRUCTURES.has(type ?? ""))
    .map(([name, property]) => ({
      name,
      kind: kindOf(property),
      isRequired: required.includes(name),
      description: property.description,
      fallback: property.default === undefined ? undefined : String(property.default),
      choices: (property.enum ?? []).map(String),
      suggestions: property.suggestions ?? [],
    }))
}

const STRUCTURES: ReadonlySet<string> = new Set(["array", "object"])

function kindOf({ type, enum: choices }: Property): ActionField["kind"] {
  if (choices !== undefined) return "choice"
  if (type === "boolean") return "yesNo"
  if (type === "integer") return "whole"
  return type === "number" ? "number" : "text"
}

/** What was filled in, as the action takes it; what is empty is left to the provider's default. */
export function argumentsOf(
  fields: readonly ActionField[],
  values: ActionValues,
): Record<string, unknown> {
  const given = fields.filter(({ name }) => (values[name] ?? "") !== "")
  return Object.fromEntries(given.map((field) => [field.name, valueOf(field, values)]))
}

function valueOf({ name, kind }: ActionField, values: ActionValues): unknown {
  const text = values[name] ?? ""
  switch (kind) {
    case "yesNo":
      return text === "true"
    case "whole":
    case "number":
      return Number(text)
    case "choice":
    case "text":
      return text
    default:
      return kind satisfies never
  }
}

/** What must be given is filled in, so that one click is enough. */
export function firstValues(fields: readonly ActionField[], provider: string): ActionValues {
  return Object.fromEntries(
    fields
      .filter(({ isRequired }) => isRequired)
      .map((field) => [
        field.name,
        field.fallback ?? SENSIBLE[provider]?.[field.name] ?? field.choices[0] ?? firstOf(field),
      ]),
  )
}

function firstOf({ kind, suggestions }: ActionField): string {
  return kind === "yesNo" ? "true" : (suggestions[0]?.value ?? "")
}

const SENSIBLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pivot: { amount: "10000000" },
  xendit: { amount: "10000000", channel_code: "ID_BCA" },
  adyen: { amount: "1000000", currency: "EUR" },
}

const accountDigits = 10

/** An account number that stands for no story, at one of the suggested channels. */
export function randomDestination(fields: readonly ActionField[]): ActionValues {
  const channels = fields.find(({ name }) => name === "channel_code")?.suggestions ?? []
  const digits = [...crypto.getRandomValues(new Uint8Array(accountDigits))].map((byte, place) =>
    place === 0 ? 1 + (byte % 8) : byte % 10,
  )
  const channel = channels[Math.floor(Math.random() * channels.length)]
  return {
    account_number: digits.join(""),
    ...(channel === undefined ? {} : { channel_code: channel.value }),
  }
}
