import { idText } from "../ids.ts"
import type { ResendableState, ResendFilter } from "./resend.ts"

/** A filter as it was asked for: in the API, and in the audit log. */
export interface ResendFilterView {
  readonly endpoint_id?: string
  readonly state?: readonly ResendableState[]
  readonly never_delivered?: true
  readonly type?: readonly string[]
  readonly cause?: string
  readonly answer?: string
  readonly dialect?: string
  readonly delivery_ids?: readonly string[]
  readonly payout_id?: string
  readonly event_id?: string
  readonly created_after?: string
  readonly created_before?: string
}

export function resendFilterView(filter: ResendFilter): ResendFilterView {
  const { endpointId, states, neverDelivered, types, payoutId, eventId } = filter
  return {
    ...(endpointId !== undefined && { endpoint_id: idText("endpoint", endpointId) }),
    ...(states !== undefined && { state: states }),
    ...(neverDelivered !== undefined && { never_delivered: neverDelivered }),
    ...(types !== undefined && { type: types }),
    ...(filter.cause !== undefined && { cause: filter.cause }),
    ...(filter.answer !== undefined && { answer: filter.answer }),
    ...(filter.dialect !== undefined && { dialect: filter.dialect }),
    ...(filter.deliveryIds !== undefined && {
      delivery_ids: filter.deliveryIds.map((id) => idText("delivery", id)),
    }),
    ...(payoutId !== undefined && { payout_id: idText("payout", payoutId) }),
    ...(eventId !== undefined && { event_id: idText("event", eventId) }),
    ...(filter.createdAfter !== undefined && { created_after: filter.createdAfter }),
    ...(filter.createdBefore !== undefined && { created_before: filter.createdBefore }),
  }
}
