import type { Dialect } from "../../delivery/dialect.ts"
import type { EndpointSettings } from "../../delivery/endpoint.ts"
import { EVENT_TYPES, selectsType, type EventType } from "../../payout/canonical.ts"

/**
 * What an endpoint asks for and never hears of, since its dialect has no words for it; a whole
 * family is written `payment.*`.
 */
export function notTold(
  dialect: Dialect,
  endpoint: { readonly eventTypes: readonly string[]; readonly settings: EndpointSettings },
): readonly string[] {
  if (dialect.forwards) return []
  const told = dialect.toldUnder(endpoint.settings)
  const missing = EVENT_TYPES.filter(
    (type) => selectsType(endpoint.eventTypes, type) && !told.includes(type),
  )
  const families = Map.groupBy(missing, familyOf)
  return [...families].flatMap(([family, types]) =>
    EVENT_TYPES.every((type) => familyOf(type) !== family || types.includes(type))
      ? [`${family}.*`]
      : types,
  )
}

function familyOf(type: EventType): string {
  return type.slice(0, type.indexOf("."))
}
