import { Type, type Static } from "typebox"

import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { announcePayouts } from "../../pipeline/announce/announce-payouts.ts"
import type { Announcement } from "../../pipeline/announce/read-announcement.ts"
import type { PayoutDetails } from "../../payout/event.ts"
import { payoutView, type Payout, type PayoutView } from "../../payout/payout.ts"
import { uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import type { Hub } from "../hub.ts"
import { momentOf } from "../moment.ts"
import { AnnouncementBody, type AnnouncedItemBody } from "../schemas/announcement.ts"
import { refTo } from "../schemas/parts.ts"

/** A thousand payouts with all that is told of each. */
const bodyBytesMax = 4 * 1024 * 1024

/** Payouts that the merchant has just created at a provider. */
export function announcementRoutes(api: Api, hub: Hub): void {
  const view = (payout: Payout) => payoutView(payout, idText)
  const Answer = Type.Union([
    refTo<PayoutView>("Payout"),
    Type.Object({ data: Type.Array(refTo<PayoutView>("Payout")) }),
  ])

  api.post(
    "/payouts",
    {
      config: { scope: "write" },
      bodyLimit: bodyBytesMax,
      schema: {
        tags: ["payouts"],
        summary: "Announce payouts that you have created at a provider; 200: all were known",
        body: AnnouncementBody,
        response: { 200: Answer, 201: Answer },
      },
    },
    async (request, reply) => {
      const items = itemsOf(request.body)
      const { payouts, made } = await announcePayouts(hub, {
        merchantId: request.caller.merchantId,
        actor: actorOf(request),
        announcements: items.map(announcementOf),
      })
      const views = payouts.map(view)
      const [first] = views
      const answer = request.body.payouts === undefined && first ? first : { data: views }
      return reply.code(made === 0 ? 200 : 201).send(answer)
    },
  )
}

function itemsOf(body: Static<typeof AnnouncementBody>): readonly AnnouncedItemBody[] {
  const { payouts, source_id, amount, ...rest } = body
  if (payouts === undefined) {
    const missing = [
      ...(source_id === undefined ? ["source_id"] : []),
      ...(amount === undefined ? ["amount"] : []),
    ]
    if (source_id === undefined || amount === undefined) throw invalid(missing, "is missing")
    return [{ source_id, amount, ...rest }]
  }
  const beside = Object.keys(body).filter((field) => field !== "payouts")
  if (beside.length > 0) throw invalid(beside, "does not go beside payouts")
  return payouts
}

function announcementOf(item: AnnouncedItemBody, index: number): Announcement {
  const { destination, replaces } = item
  const moment = (field: "estimated_arrival_at" | "created_at") =>
    momentOf(`payouts.${index}.${field}`, item[field])
  const estimatedArrivalAt = moment("estimated_arrival_at")
  const createdAt = moment("created_at")
  const details: PayoutDetails = {
    ...(item.channel_code !== undefined && { channelCode: item.channel_code }),
    ...(item.description !== undefined && { description: item.description }),
    ...(item.metadata !== undefined && { metadata: item.metadata }),
    ...(destination !== undefined && { destination: destinationOf(destination) }),
    ...(estimatedArrivalAt !== undefined && { estimatedArrivalAt }),
    ...(createdAt !== undefined && { createdAt }),
  }
  return {
    sourceId: uuidOf("source", item.source_id),
    providerId: item.provider_id ?? null,
    reference: item.reference ?? null,
    batchProviderId: item.batch_provider_id ?? null,
    amount: item.amount,
    details,
    replaces: replaces === undefined ? null : uuidOf("payout", replaces),
  }
}

function destinationOf(given: NonNullable<AnnouncedItemBody["destination"]>) {
  const { account_number, account_holder_name, account_type } = given
  return {
    ...(account_number !== undefined && { accountNumber: account_number }),
    ...(account_holder_name !== undefined && { accountHolderName: account_holder_name }),
    ...(account_type !== undefined && { accountType: account_type }),
  }
}

function invalid(fields: readonly string[], message: string): PaidoutError {
  const words = fields.map((field) => `${field} ${message}`).join("; ")
  return new PaidoutError("request_invalid", `In the body: ${words}.`, {
    detail: { errors: fields.map((field) => ({ field, message })) },
  })
}
