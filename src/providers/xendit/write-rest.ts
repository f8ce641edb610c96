import { JsonNumber } from "../json.ts"
import type { Draft } from "./draft.ts"

/**
 * The inverse of `Payload.rest`: `{"recipient.type": "INDIVIDUAL"}` becomes a field of an inner
 * object. A field that is written already is never written over.
 */
export function writeRest(draft: Draft, rest: Readonly<Record<string, string>>): void {
  // The shorter first: `x` beside `x.y` can then be written as fields `x` and `x.y` of one object.
  const paths = Object.entries(rest).toSorted(([a], [b]) => a.length - b.length)
  for (const [path, text] of paths) {
    writeAt(draft, path, text === "true" || text === "false" ? text === "true" : text)
  }
}

function writeAt(draft: Draft, path: string, value: string | boolean): void {
  const dot = path.indexOf(".")
  if (dot === -1) {
    define(draft, path, value)
    return
  }
  const name = path.slice(0, dot)
  if (!Object.hasOwn(draft, name)) define(draft, name, {})
  const inner = draft[name]
  if (isDraft(inner)) writeAt(inner, path.slice(dot + 1), value)
  else define(draft, path, value)
}

function isDraft(value: unknown): value is Draft {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof JsonNumber)
  )
}

/** An assignment to `__proto__` would change the object instead of its fields. */
function define(draft: Draft, name: string, value: unknown): void {
  if (Object.hasOwn(draft, name)) return
  Object.defineProperty(draft, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}
