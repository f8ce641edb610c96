import { arrayOf, isAbsent, objectOf, shownText } from "../../providers/json-fields.ts"
import { JsonNumber, type Json, type JsonObject } from "../../providers/json.ts"
import type { InvalidField } from "./platform-problem.ts"
import type { TextTree } from "./transfer-state.ts"

const MISSING = "Required field was not provided."
const TEXT_CHARACTERS_MAX = 255
const DEPTH_MAX = 6
const TREE_FIELDS_MAX = 60
const FIELD_NAME = /^[a-zA-Z]{1,60}$/

/**
 * Reads the fields of an object in a request. What is wrong is gathered under full names
 * (`counterparty.card.cardHolder`), and undefined stands for it as for what is absent.
 */
export class RequestFields {
  readonly faults: InvalidField[]
  readonly #object: JsonObject
  readonly #path: string

  constructor(object: JsonObject, path = "", faults: InvalidField[] = []) {
    this.#object = object
    this.#path = path
    this.faults = faults
  }

  has(key: string): boolean {
    return !isAbsent(this.#object[key])
  }

  json(key: string): Json | undefined {
    return this.#object[key]
  }

  fault(key: string, message: string): undefined {
    const value = this.#object[key]
    const shown = typeof value === "string" ? value : value instanceof JsonNumber ? value.text : ""
    const name = this.#path + key
    this.faults.push({ name, message, ...(shown !== "" && { value: shownText(shown) }) })
    return undefined
  }

  require(key: string): boolean {
    if (!this.has(key)) this.fault(key, MISSING)
    return this.has(key)
  }

  text(key: string, max = TEXT_CHARACTERS_MAX): string | undefined {
    const value = this.#object[key]
    if (isAbsent(value)) return undefined
    if (typeof value !== "string") return this.fault(key, "Must be text.")
    if (value.length > max) return this.fault(key, `Must be at most ${max} characters long.`)
    return isPlainText(value)
      ? value
      : this.fault(key, "Must be text without control characters, and not empty.")
  }

  requiredText(key: string, max?: number): string | undefined {
    return this.require(key) ? this.text(key, max) : undefined
  }

  oneOf<const Choice extends string>(key: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(key)
    if (text === undefined) return undefined
    const found = choices.find((choice) => choice === text)
    return found ?? this.fault(key, `Must be one of ${choices.join(", ")}.`)
  }

  /** A list of at most `max` texts. */
  texts(key: string, max: number): readonly string[] | undefined {
    const value = this.#object[key]
    if (isAbsent(value)) return undefined
    const texts = (arrayOf(value) ?? [null]).filter((item) => typeof item === "string")
    return texts.length === arrayOf(value)?.length && texts.length <= max
      ? texts
      : this.fault(key, `Must be a list of at most ${max} texts.`)
  }

  /** The fields of an object within this one. */
  inner(key: string): RequestFields | undefined {
    const value = this.#object[key]
    if (isAbsent(value)) return undefined
    const object = objectOf(value)
    return object
      ? new RequestFields(object, `${this.#path}${key}.`, this.faults)
      : this.fault(key, "Must be an object.")
  }

  requiredInner(key: string): RequestFields | undefined {
    return this.require(key) ? this.inner(key) : undefined
  }

  /** All of it as given: objects of texts, as every description of a party is. */
  tree(depth = 1): TextTree {
    const keys = Object.keys(this.#object).filter((key) => this.has(key))
    const isKnowable = keys.length <= TREE_FIELDS_MAX && keys.every((key) => FIELD_NAME.test(key))
    if (depth > DEPTH_MAX || !isKnowable) {
      this.faults.push({ name: this.#path.slice(0, -1), message: "Holds unknown fields." })
      return {}
    }
    const entries = keys.map((key) => {
      const isObject = objectOf(this.#object[key]) !== undefined
      return [key, isObject ? this.inner(key)?.tree(depth + 1) : this.text(key)] as const
    })
    return Object.fromEntries(
      entries.filter((entry): entry is [string, string | TextTree] => entry[1] !== undefined),
    )
  }
}

/** PostgreSQL holds neither NUL nor half of a surrogate pair. */
function isPlainText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  return text !== "" && text.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(text)
}
