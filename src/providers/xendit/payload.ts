import { isAbsent, objectOf, storableText } from "../json-fields.ts"
import { JsonNumber } from "../json.ts"
import type { Json, JsonObject } from "../json.ts"
import { timeFromWire } from "../times.ts"

/**
 * One object of a body, of which fields are taken by name. What nobody took is told by `rest`, so
 * that a field Xendit adds tomorrow is kept, and one of a surprising type is not lost.
 */
export class Payload {
  readonly #fields = new Map<string, Json>()
  readonly #children = new Map<string, Payload>()

  constructor(object: JsonObject) {
    for (const name of Object.keys(object)) {
      const value = object[name]
      if (!isAbsent(value)) this.#fields.set(name, value)
    }
  }

  peek(name: string): Json | undefined {
    return this.#fields.get(name)
  }

  take(name: string): Json | undefined {
    const value = this.#fields.get(name)
    this.#fields.delete(name)
    return value
  }

  /** Free text, also where it came as a number. Left where it is anything else. */
  takeText(name: string): string | undefined {
    const value = this.#fields.get(name)
    if (typeof value !== "string" && !(value instanceof JsonNumber)) return undefined
    this.#fields.delete(name)
    return scalarText(value)
  }

  /** RFC 3339 UTC. Left where it is no time: news of money is not lost over its date. */
  takeTime(name: string): string | undefined {
    const value = this.#fields.get(name)
    const time = typeof value === "string" ? timeFromWire(value) : null
    if (time === null) return undefined
    this.#fields.delete(name)
    return time
  }

  /** What is not taken of the inner object is told by the `rest` of this one. */
  open(name: string): Payload | undefined {
    const object = objectOf(this.#fields.get(name))
    if (!object) return undefined
    const child = new Payload(object)
    this.#fields.delete(name)
    this.#children.set(name, child)
    return child
  }

  /** Takes all that is left, flat, as text: `{"recipient.type": "INDIVIDUAL"}`. Bounded. */
  rest(): Readonly<Record<string, string>> | undefined {
    const flat = new Map<string, string>()
    this.#flattenInto(flat, "")
    return flat.size === 0 ? undefined : Object.fromEntries(flat)
  }

  #flattenInto(flat: Map<string, string>, prefix: string): void {
    for (const [name, child] of this.#children) child.#flattenInto(flat, `${prefix}${name}.`)
    for (const [name, value] of this.#fields) flatten(flat, prefix + name, value)
    this.#fields.clear()
  }
}

const REST_FIELDS_MAX = 100
const REST_NAME_CHARACTERS_MAX = 200
const REST_VALUE_CHARACTERS_MAX = 2_000

/** What is beyond the bounds stays in the stored message only. */
function flatten(flat: Map<string, string>, name: string, value: Json): void {
  if (value === null || flat.size >= REST_FIELDS_MAX) return
  if (name.length > REST_NAME_CHARACTERS_MAX) return
  if (typeof value === "object" && !(value instanceof JsonNumber)) {
    for (const [key, inner] of Object.entries(value)) flatten(flat, `${name}.${key}`, inner)
    return
  }
  const text = scalarText(value)
  if (text.length <= REST_VALUE_CHARACTERS_MAX) flat.set(storableText(name), text)
}

function scalarText(value: string | boolean | JsonNumber): string {
  return value instanceof JsonNumber ? value.text : storableText(String(value))
}
