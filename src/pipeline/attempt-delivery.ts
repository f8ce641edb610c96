import type { ClaimedDelivery } from "../delivery/claim-due-deliveries.ts"
import type { AttemptResult, AttemptSender } from "../delivery/send-attempt.ts"
import { idText } from "../ids.ts"
import type { Log } from "../log.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { DeliveryTarget } from "./delivery-target.ts"

/** Opens the frozen bytes, signs them for this moment, and tries once. Never throws. */
export async function attemptDelivery(
  context: {
    readonly sender: AttemptSender
    readonly keyring: Pick<Keyring, "open">
    readonly log: Log
  },
  delivery: ClaimedDelivery,
  target: DeliveryTarget,
): Promise<AttemptResult> {
  try {
    if (delivery.bodySealed === null) return unreadable("The event's body was pruned.")
    const body = await context.keyring.open(delivery.merchantId, delivery.bodySealed)
    const nowMs = Date.now()
    const headers = target.sign(nowMs)({
      eventId: idText("event", delivery.eventId),
      timestampSeconds: Math.floor(nowMs / 1_000),
      body,
    })
    const { origin, path, timeoutMs } = target
    return await context.sender.send({ origin, path, headers, body, timeoutMs })
  } catch (error) {
    const id = idText("delivery", delivery.deliveryId)
    context.log.error({ err: error, delivery: id }, "a delivery cannot be opened or signed")
    return unreadable("The delivery's body or its endpoint's secret cannot be opened.")
  }
}

function unreadable(error: string): AttemptResult {
  return {
    outcome: "failure",
    responseStatus: null,
    responseHeaders: null,
    responseBody: null,
    cause: "unreadable",
    error,
    durationMs: 0,
    retryAfterMs: null,
  }
}
