import { forwardedHeaders } from "../../delivery/forwarded-headers.ts"
import { freezeRequest } from "../../delivery/frozen-request.ts"
import {
  insertDeliveries,
  type NewDelivery,
  type NewEventBody,
} from "../../delivery/insert-deliveries.ts"
import type { ListeningEndpoint } from "../../delivery/list-listening-endpoints.ts"
import { newUuid } from "../../ids.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import { seal } from "../../seal.ts"
import { formatOf, listensToSource } from "./choose-listeners.ts"
import { findDialect } from "./dialects.ts"
import type { OpenedMessage } from "../settle/read-messages.ts"
import { requestOrigin } from "../settle/request-origin.ts"

/**
 * Makes a delivery of each message for each raw endpoint of its merchant, in the transaction that
 * settles it: of the ignored, the unrecognised and the duplicates too, since the handler behind saw
 * all of them before. A copy of the bytes is frozen, so that a resend needs nothing but the
 * delivery, whatever becomes of the message. Returns how many are to be sent.
 */
export async function queueRawDeliveries(
  client: PoolClient,
  messages: readonly OpenedMessage[],
  context: {
    readonly keyring: Keyring
    /** Of the messages' merchants. */
    readonly endpoints: readonly ListeningEndpoint[]
    /** What the provider calls it, by message. */
    readonly wireEvents: ReadonlyMap<string, string>
    readonly later: Later
  },
): Promise<number> {
  const takers = context.endpoints.filter(({ dialect }) => findDialect(dialect)?.forwards === true)
  if (takers.length === 0) return 0
  const bodies: NewEventBody[] = []
  const deliveries: NewDelivery[] = []
  for (const { message, body } of messages) {
    // Without its source nobody could put the credentials back.
    if (body === null || message.missing !== null || message.forwarded) continue
    const { merchantId, id, sourceId } = message
    const wanting = takers.filter(
      (endpoint) => endpoint.merchantId === merchantId && listensToSource(endpoint, sourceId),
    )
    if (wanting.length === 0) continue
    const headers = forwardedHeaders(message.headers)
    const key = await context.keyring.sealingKey(merchantId)
    const bodySealed = seal(key, freezeRequest({ sourceId, headers, body }))
    for (const format of new Set(wanting.map(formatOf))) {
      bodies.push({ merchantId, eventId: id, format, bodySealed })
    }
    deliveries.push(
      ...wanting.map((endpoint): NewDelivery => ({
        merchantId,
        id: newUuid(),
        endpointId: endpoint.id,
        eventId: id,
        format: formatOf(endpoint),
        type: "message",
        subject: "message",
        subjectId: id,
        sequence: 0,
        wireEvent: context.wireEvents.get(id) ?? null,
        ...requestOrigin(message),
        state: endpoint.state === "active" ? "queued" : "missed",
        createdAt: message.claimedAt,
        order: null,
      })),
    )
  }
  if (deliveries.length === 0) return 0
  context.later(() => insertDeliveries(client, { bodies, deliveries }))
  return deliveries.filter(({ state }) => state === "queued").length
}
