import { CommandFailure, EXIT } from "./exit.ts"

/** The part of JSON Schema that says how a word is read. */
export interface WordSchema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly WordSchema[]
}

/** `amount=275000 count=3` as values, each typed by the schema of its name. */
export function typedWords(
  words: readonly string[],
  schemas: Readonly<Record<string, WordSchema>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    words.map((word) => {
      const [, name = "", text = ""] = /^([^=]+)=(.*)$/s.exec(word) ?? []
      if (name === "") {
        throw new CommandFailure(EXIT.usage, `"${word}" is no name=value.`, {
          advice: adviceOn(schemas),
        })
      }
      const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined
      if (schema === undefined) {
        throw new CommandFailure(EXIT.usage, `It takes no ${name}.`, { advice: adviceOn(schemas) })
      }
      return [name, typed(name, text, schema)]
    }),
  )
}

function adviceOn(schemas: Readonly<Record<string, WordSchema>>): string {
  const names = Object.keys(schemas)
  return names.length === 0 ? "It takes nothing." : `It takes ${names.join(", ")}.`
}

/** A text stays one, also where it looks like a number: `account_number=123456`. */
function typed(name: string, text: string, schema: WordSchema): unknown {
  const types = typesOf(schema)
  if (types.has("string")) return text
  const value = parsed(text)
  if (value !== undefined) return value
  if (types.size === 0) return text
  throw new CommandFailure(EXIT.usage, `${name} takes ${[...types].join(" or ")}, as JSON.`)
}

function typesOf(schema: WordSchema): ReadonlySet<string> {
  const own = [schema.type ?? []].flat()
  const listed = (schema.enum ?? []).map((value) => (value === null ? "null" : typeof value))
  const inner = (schema.anyOf ?? []).flatMap((each) => [...typesOf(each)])
  return new Set([...own, ...listed, ...inner])
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
