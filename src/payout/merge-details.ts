import { compareText } from "./facts.ts"
import { sortedKeys } from "./sorted-keys.ts"

/**
 * Two tellings of one detail: the one that is there, or the larger text. Arbitrary where both are
 * there, but the same in every order of arrival; providers do not change these.
 */
export function mergeText<T extends string>(a: T | null, b: T | null | undefined): T | null {
  if (b === null || b === undefined) return a
  return a === null || compareText(a, b) < 0 ? b : a
}

/** The same for values that are kept as JSON. */
export function mergeJson<T>(a: T | null, b: T | null | undefined): T | null {
  if (b === null || b === undefined) return a
  return a === null || compareText(sortedJson(a), sortedJson(b)) < 0 ? b : a
}

/** Field by field. */
export function mergeFields(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const merged: Record<string, unknown> = { ...a }
  for (const [name, value] of Object.entries(b)) {
    merged[name] = mergeJson(merged[name] ?? null, value)
  }
  return merged
}

function sortedJson(value: unknown): string {
  return JSON.stringify(sortedKeys(value))
}
