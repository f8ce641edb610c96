import { compareText } from "./facts.ts"

/**
 * The same JSON value with the keys of every object sorted: the database keeps no order of keys, so
 * this is the one in which a value reads the same before and after.
 */
export function sortedKeys<Value>(value: Value): Value {
  return sorted(value) as Value
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)))
}
