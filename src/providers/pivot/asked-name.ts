import type { Asked } from "../api.ts"
import { isIdentifier } from "../json-fields.ts"
import { pathSegment } from "../path-segment.ts"

/** By which of Pivot's names a thing can be asked for. */
export type AskedName =
  | { readonly kind: "batch"; readonly uuid: string; readonly reference: null }
  | { readonly kind: "payout"; readonly uuid: string; readonly reference: string }
  | { readonly kind: "announced"; readonly uuid: null; readonly reference: string }
  | { readonly kind: "payment"; readonly uuid: string; readonly reference: null }

/** Undefined: no call can name it. */
export function nameOf(asked: Asked): AskedName | undefined {
  const { subject, providerId, reference, batchProviderId } = asked
  switch (subject) {
    case "batch":
    case "payment":
      if (providerId === null || pathSegment(providerId) === undefined) return undefined
      return { kind: subject, uuid: providerId, reference: null }
    case "payout":
      if (providerId !== null) return payoutName(providerId)
      if (reference === null || !isIdentifier(reference)) return undefined
      if (batchProviderId !== null) return payoutName(`${batchProviderId}:${reference}`)
      if (pathSegment(reference) === undefined) return undefined
      return { kind: "announced", uuid: null, reference }
    default:
      return subject satisfies never
  }
}

/** `uuid:reference`: only the reference may hold a colon. */
function payoutName(providerId: string): AskedName | undefined {
  const colon = providerId.indexOf(":")
  const [uuid, reference] = [providerId.slice(0, Math.max(0, colon)), providerId.slice(colon + 1)]
  if (pathSegment(uuid) === undefined || !isIdentifier(reference)) return undefined
  return { kind: "payout", uuid, reference }
}
