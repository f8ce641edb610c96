import { PaidoutError } from "../errors.ts"
import { EVENT_TYPES, selectsType } from "../payout/canonical.ts"

const PATTERNS_MAX = 50

/**
 * Patterns of event types: `*`, `payout.*`, `payout.paid`. Each must select something.
 * @throws PaidoutError event_type_unknown, request_invalid
 */
export function readEventTypes(patterns: readonly string[] | undefined): readonly string[] {
  if (patterns === undefined) return ["*"]
  if (patterns.length === 0 || patterns.length > PATTERNS_MAX) {
    throw new PaidoutError("request_invalid", `event_types takes 1 to ${PATTERNS_MAX} patterns.`)
  }
  for (const pattern of patterns) {
    if (!EVENT_TYPES.some((type) => selectsType([pattern], type))) {
      throw new PaidoutError("event_type_unknown", `No event matches "${pattern.slice(0, 100)}".`, {
        detail: { event_type: pattern.slice(0, 100), known: EVENT_TYPES },
      })
    }
  }
  return [...new Set(patterns)]
}
