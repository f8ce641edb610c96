import type { PayoutEvent } from "../../payout/event.ts"
import { eventKey } from "../event-key.ts"
import { arrayOf, fieldAt, textOf } from "../json-fields.ts"
import type { Json, JsonObject } from "../json.ts"
import { decodePlatform, keyPart, TRANSFER_UPDATED } from "./decode-transfer.ts"
import { trackingOf } from "./transfer-details.ts"

/** Which host was asked: a transfer at the API does not tell its mode, a webhook does. */
export type Environment = "live" | "test" | null

export type TransferReading =
  | { readonly outcome: "payout"; readonly event: PayoutEvent }
  /** Within the platform, or incoming. */
  | { readonly outcome: "no_payout" }
  | { readonly outcome: "misread"; readonly hint: string }

/** Through the webhook's own tables: the API's TransferData is what a webhook carries as `data`. */
export function readTransfer(transfer: JsonObject, environment: Environment): TransferReading {
  const happenedAt = lastMoment(transfer)
  const decoded = decodePlatform({
    type: TRANSFER_UPDATED,
    data: transfer,
    ...(environment !== null && { environment }),
    // Where a webhook says when it was queued: it counts only for a transfer without updatedAt.
    ...(happenedAt !== undefined && { timestamp: happenedAt }),
  })
  if (decoded.outcome === "ignored") return { outcome: "no_payout" }
  if (decoded.outcome === "unrecognised") return { outcome: "misread", hint: decoded.hint }
  const [event] = decoded.events
  if (event?.subject !== "payout") return { outcome: "no_payout" }
  return { outcome: "payout", event: { ...event, key: keyOfRead(event, transfer) } }
}

/**
 * A webhook's number stands for one state. What is read is what stands at that moment, so two
 * reads with one number may say different things: the state is part of what they are.
 */
function keyOfRead(event: PayoutEvent, transfer: JsonObject): string {
  const tracking = trackingOf(transfer)
  const state = [transfer["status"], tracking?.["type"], tracking?.["status"]]
  return eventKey("read", event.key, ...state.map((part) => keyPart(textOf(part) ?? "")))
}

function lastMoment(transfer: JsonObject): Json | undefined {
  const last = arrayOf(transfer["events"])?.at(-1)
  return fieldAt(last, "updateDate") ?? fieldAt(last, "bookingDate")
}
