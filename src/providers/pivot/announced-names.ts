import type { AnnouncedFault, AnnouncedNames } from "../announced-names.ts"
import { isIdentifier } from "../json-fields.ts"
import { payoutProviderId } from "./payload.ts"

/**
 * Pivot names a payout by the UUID of its request and its referenceId, `uuid:referenceId`; the
 * request is its batch. So any two of the three names make the third.
 */
export function announcedNames(given: AnnouncedNames): AnnouncedNames | AnnouncedFault {
  const { providerId, reference, batchProviderId } = given
  if (batchProviderId?.includes(":") === true) {
    return { field: "batch_provider_id", fault: "Pivot's uuid of a request holds no colon." }
  }
  if (providerId === null) {
    if (batchProviderId === null || reference === null) return given
    return { ...given, providerId: payoutProviderId(batchProviderId, reference) }
  }
  const colon = providerId.indexOf(":")
  const uuid = providerId.slice(0, Math.max(0, colon))
  const referenceId = providerId.slice(colon + 1)
  if (!isIdentifier(uuid) || !isIdentifier(referenceId)) {
    return {
      field: "provider_id",
      fault:
        "Pivot's payouts are known by `uuid:referenceId`: send that, or the request's uuid as " +
        "batch_provider_id and the referenceId as reference.",
    }
  }
  if (reference !== null && reference !== referenceId) {
    return {
      field: "reference",
      fault: "It is not the one in provider_id, which is `uuid:referenceId` at Pivot.",
    }
  }
  if (batchProviderId !== null && batchProviderId !== uuid) {
    return {
      field: "batch_provider_id",
      fault: "It is not the one in provider_id, which is `uuid:referenceId` at Pivot.",
    }
  }
  return { providerId, reference: referenceId, batchProviderId: uuid }
}
