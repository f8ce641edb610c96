import type { Dialect } from "../../delivery/dialect.ts"
import type { EndpointSettings } from "../../delivery/endpoint.ts"
import { PaidoutError } from "../../errors.ts"
import { EVENT_TYPES, selectsType } from "../../payout/canonical.ts"
import { notTold } from "./not-told.ts"

const PATTERNS_MAX = 50

/**
 * Patterns of event types: `*`, `payout.*`, `payout.paid`. Each must select something, and the
 * dialect must have words for at least one of what they select.
 * @throws PaidoutError event_type_unknown, dialect_cannot_tell, request_invalid
 */
export function readEventTypes(
  patterns: readonly string[] | undefined,
  dialect: Dialect,
  settings: EndpointSettings,
): readonly string[] {
  const eventTypes = [...new Set(patterns ?? ["*"])]
  if (eventTypes.length === 0 || eventTypes.length > PATTERNS_MAX) {
    throw new PaidoutError("request_invalid", `event_types takes 1 to ${PATTERNS_MAX} patterns.`)
  }
  for (const pattern of eventTypes) {
    if (!EVENT_TYPES.some((type) => selectsType([pattern], type))) {
      throw new PaidoutError("event_type_unknown", `No event matches "${pattern.slice(0, 100)}".`, {
        detail: { event_type: pattern.slice(0, 100), known: EVENT_TYPES },
      })
    }
  }
  if (dialect.forwards) return readForwarded(eventTypes, dialect)
  const told = dialect.toldUnder(settings)
  if (!told.some((type) => selectsType(eventTypes, type))) {
    const missing = notTold(dialect, { eventTypes, settings })
    throw new PaidoutError(
      "dialect_cannot_tell",
      `The dialect ${dialect.name} has no words for ${missing.join(", ")}.`,
      { detail: { dialect: dialect.name, not_told: missing, told } },
    )
  }
  return eventTypes
}

function readForwarded(eventTypes: readonly string[], dialect: Dialect): readonly string[] {
  if (eventTypes.length === 1 && eventTypes[0] === "*") return eventTypes
  throw new PaidoutError(
    "request_invalid",
    `The dialect ${dialect.name} hands on every request: event_types takes only "*". ` +
      "settings.source_ids chooses the sources.",
  )
}
