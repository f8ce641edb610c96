import { Type } from "typebox"

import { idText } from "../../ids.ts"
import { findPayout } from "../../ledger/find-payout.ts"
import { listPayouts } from "../../ledger/list-payouts.ts"
import { payoutView, type Payout, type PayoutView } from "../../payout/payout.ts"
import { PAYOUT_STATUSES } from "../../payout/status.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { listAnswer, listQuery, mayBeShort, pageOf } from "../cursor.ts"
import { historyOf, HistoryFields, type HistoryOf } from "../history.ts"
import { unconfirmedOf, UnconfirmedFields, type UnconfirmedOf } from "../held-view.ts"
import type { Hub } from "../hub.ts"
import { Moment, momentOf } from "../moment.ts"
import { PollFields, pollOf, type PollOf } from "../poll-view.ts"
import { sourceOfProvider } from "../source-of-provider.ts"
import { Id, IdInPath, listOf, refTo } from "../schemas/parts.ts"

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 600 }))
/** In main units of the currency: `250000` finds `250000.00`. */
const Amount = Type.Optional(Type.String({ pattern: "^\\d{1,34}(\\.\\d{1,4})?$" }))

export function payoutRoutes(api: Api, hub: Hub): void {
  const tags = ["payouts"]
  const view = (payout: Payout) => payoutView(payout, idText)

  api.get(
    "/payouts",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List payouts",
        description: mayBeShort,
        querystring: listQuery({
          provider: Text,
          status: Type.Optional(Type.Enum([...PAYOUT_STATUSES])),
          reference: Text,
          provider_id: Text,
          source_id: Type.Optional(Id("source")),
          batch_id: Type.Optional(Id("batch")),
          currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
          live: Type.Optional(Type.Boolean()),
          account_tail: Type.Optional(
            Type.String({
              pattern: "^\\S{1,4}$",
              description: "The last characters of the destination's account number, as shown.",
            }),
          ),
          amount: Amount,
          amount_from: Amount,
          amount_to: Amount,
          created_from: Moment,
          created_to: Moment,
        }),
        response: { 200: listOf<PayoutView>("Payout") },
      },
    },
    async (request) => {
      const { query } = request
      const page = pageOf("payout", query)
      const { merchantId } = request.caller
      const source = await sourceOfProvider(hub.pool, {
        merchantId,
        provider: query.provider,
        sourceId: filterUuid("source", query.source_id),
      })
      if (source === "none") return listAnswer("payout", page, { rows: [], view })
      const found = await listPayouts(hub.pool, {
        merchantId,
        ...page,
        filter: {
          provider: query.provider,
          status: query.status,
          reference: query.reference,
          providerId: query.provider_id,
          sourceId: source.sourceId,
          batchId: filterUuid("batch", query.batch_id),
          currency: query.currency,
          live: query.live,
          accountTail: query.account_tail,
          amountFrom: query.amount ?? query.amount_from,
          amountTo: query.amount ?? query.amount_to,
          createdFrom: momentOf("created_from", query.created_from),
          createdTo: momentOf("created_to", query.created_to),
        },
      })
      return listAnswer("payout", page, { ...found, view })
    },
  )

  api.get(
    "/payouts/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One payout and its history",
        params: IdInPath,
        response: {
          200: Type.Intersect([
            refTo<PayoutView>("Payout"),
            HistoryFields,
            PollFields,
            UnconfirmedFields,
          ]),
        },
      },
    },
    async (request): Promise<PayoutView & HistoryOf & PollOf & UnconfirmedOf> => {
      const { merchantId } = request.caller
      const id = uuidOf("payout", request.params.id)
      const payout = found(await findPayout(hub.pool, { merchantId, id }))
      return {
        ...view(payout),
        ...(await historyOf(hub, merchantId, id)),
        ...(await pollOf(hub, merchantId, id)),
        ...(await unconfirmedOf(hub, payout)),
      }
    },
  )
}
