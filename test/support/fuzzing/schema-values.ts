import fc from "fast-check"

import { hostileJson, hostileText } from "./hostile-values.ts"

/** As far as openapi.json uses JSON Schema for what it takes. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly minItems?: number
  readonly pattern?: string
}

/** What a string of this name would hold, if it were meant. */
export type Meant = (name: string) => fc.Arbitrary<string> | undefined

/**
 * A value as the schema has it, as JSON text; one part in so many is hostile in its place instead.
 */
export function nearlyValid(
  schema: Schema,
  options: { readonly meant: Meant; readonly name?: string; readonly hostileEach: number },
): fc.Arbitrary<string> {
  const { hostileEach } = options
  const valid = valueOf(schema, options)
  if (hostileEach === 0) return valid
  return fc.oneof({ weight: hostileEach, arbitrary: valid }, { weight: 1, arbitrary: hostileJson })
}

function valueOf(
  schema: Schema,
  options: { readonly meant: Meant; readonly name?: string; readonly hostileEach: number },
): fc.Arbitrary<string> {
  const { meant, name = "" } = options
  if (schema.const !== undefined) return fc.constant(JSON.stringify(schema.const))
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum).map(text)
  if (schema.anyOf !== undefined) {
    return fc.oneof(...schema.anyOf.map((each) => valueOf(each, options)))
  }
  const type = typeof schema.type === "string" ? schema.type : (schema.type?.[0] ?? "")
  switch (type) {
    case "string":
      return (meant(name) ?? textOf(schema)).map(text)
    case "integer":
      return fc
        .integer({ min: schema.minimum ?? -1_000, max: Math.min(schema.maximum ?? 1e6, 1e9) })
        .map(String)
    case "number":
      return fc
        .double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true })
        .map(text)
    case "boolean":
      return fc.boolean().map(String)
    case "null":
      return fc.constant("null")
    case "array":
      return fc
        .array(nearlyValid(schema.items ?? {}, options), {
          minLength: schema.minItems ?? 0,
          maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 4, 4)),
        })
        .map((items) => `[${items.join()}]`)
    case "object":
      return objectOf(schema, options)
    default:
      return hostileJson
  }
}

function objectOf(
  schema: Schema,
  options: { readonly meant: Meant; readonly hostileEach: number },
): fc.Arbitrary<string> {
  const { properties = {}, required = [] } = schema
  const parts = Object.entries(properties).map(([name, each]) => {
    const value = nearlyValid(each, { ...options, name })
    const isLeft = options.hostileEach > 0 ? 20 : 0
    const pair = value.map((written) => `${text(name)}:${written}`)
    return required.includes(name)
      ? fc.oneof({ weight: 100, arbitrary: pair }, { weight: isLeft, arbitrary: fc.constant("") })
      : fc.option(pair, { nil: "" })
  })
  const free = Object.values(schema.patternProperties ?? {})[0] ?? schema.additionalProperties
  const added =
    typeof free === "object"
      ? fc
          .array(
            fc.tuple(
              fc.oneof(...KINDS.map((kind) => fc.constant(kind)), hostileText),
              valueOf(free, options),
            ),
            { maxLength: 3 },
          )
          .map((pairs) => pairs.map(([name, value]) => `${text(name)}:${value}`))
      : fc.constant<string[]>([])
  return fc
    .tuple(fc.tuple(...parts), added)
    .map(([known, more]) => `{${[...known, ...more].filter((part) => part !== "").join()}}`)
}

/** Names that records of this API know. */
const KINDS = ["callback_api_key", "callback_token", "hmac_key", "basic_username", "basic_password"]

function textOf({ minLength = 0, maxLength = 40, pattern }: Schema): fc.Arbitrary<string> {
  const free = fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) })
  if (pattern === undefined) return fc.oneof(free, hostileText)
  try {
    return fc.oneof(fc.stringMatching(new RegExp(pattern)), free)
  } catch {
    return free
  }
}

function text(value: unknown): string {
  return JSON.stringify(value)
}
