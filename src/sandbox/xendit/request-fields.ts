import { isAbsent, objectOf, storableText } from "../../providers/json-fields.ts"
import { JsonNumber, type Json, type JsonObject } from "../../providers/json.ts"
import type { FieldError } from "./api-error.ts"

/** Reads the fields of a request and keeps what is wrong with each. `null` is as good as nothing. */
export class RequestFields {
  readonly errors: FieldError[]
  readonly #object: JsonObject
  readonly #prefix: string

  constructor(object: JsonObject, prefix = "", errors: FieldError[] = []) {
    this.#object = object
    this.#prefix = prefix
    this.errors = errors
  }

  /** Notes a fault of a field; the recorded messages quote its name. */
  refuse(name: string, fault: string): undefined {
    this.errors.push({ path: this.#prefix + name, message: `"${name}" ${fault}` })
  }

  peek(name: string): Json | undefined {
    const value = this.#object[name]
    return isAbsent(value) ? undefined : value
  }

  required(name: string): Json | undefined {
    const value = this.peek(name)
    if (value === undefined) {
      const message = `Should have required property "${name}"`
      this.errors.push({ path: this.#prefix + name, message })
    }
    return value
  }

  /** A text of 1 to `max` characters. Empty where it is not there or is refused. */
  requiredText(name: string, max: number): string {
    return this.#text(name, this.required(name), max) ?? ""
  }

  optionalText(name: string, max: number): string | undefined {
    return this.#text(name, this.peek(name), max)
  }

  requiredNumber(name: string): JsonNumber | undefined {
    const value = this.required(name)
    if (value === undefined || value instanceof JsonNumber) return value
    return this.refuse(name, "should be number")
  }

  optionalObject(name: string): JsonObject | undefined {
    return this.#asObject(name, this.peek(name))
  }

  /** The fields of an inner object that must be there; undefined where it is not. */
  open(name: string): RequestFields | undefined {
    const object = this.#asObject(name, this.required(name))
    return object && new RequestFields(object, `${this.#prefix}${name}.`, this.errors)
  }

  #asObject(name: string, value: Json | undefined): JsonObject | undefined {
    if (value === undefined) return undefined
    return objectOf(value) ?? this.refuse(name, "should be object")
  }

  #text(name: string, value: Json | undefined, max: number): string | undefined {
    if (value === undefined) return undefined
    if (typeof value !== "string") return this.refuse(name, "should be string")
    const length = charactersOf(value)
    if (length >= 1 && length <= max) return storableText(value)
    return this.refuse(name, `should have 1 to ${max} characters`)
  }
}

/** As JSON Schema counts: an emoji is one. */
export function charactersOf(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
