import { Type } from "typebox"

import { idText } from "../../ids.ts"
import { findBesidePayouts, type BesidePayout } from "../../ledger/find-beside-payouts.ts"
import { findPayout } from "../../ledger/find-payout.ts"
import { listPayouts } from "../../ledger/list-payouts.ts"
import { payoutView, type Payout, type PayoutView } from "../../payout/payout.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { listAnswer, listQuery, mayBeShort, pageOf } from "../cursor.ts"
import { historyOf, HistoryFields, type HistoryOf } from "../history.ts"
import { unconfirmedOf, UnconfirmedFields, type UnconfirmedOf } from "../held-view.ts"
import type { Hub } from "../hub.ts"
import { CsvAnswer, csvHeaders, listCsv, noRows, type ReadPage } from "../list-csv.ts"
import { PAYOUT_COLUMNS, payoutCells } from "../payout-csv.ts"
import { PAYOUT_FILTERS, payoutFilterOf } from "../payout-filter.ts"
import { PollFields, pollOf, type PollOf } from "../poll-view.ts"
import { SilenceFields, silenceOf, type SilenceOf } from "../silence-view.ts"
import { sourceOfProvider } from "../source-of-provider.ts"
import { IdInPath, listOf, refTo } from "../schemas/parts.ts"

export function payoutRoutes(api: Api, hub: Hub): void {
  const tags = ["payouts"]
  const view = (payout: Payout) => payoutView(payout, idText)

  async function readerOf(
    merchantId: string,
    query: Parameters<typeof payoutFilterOf>[0],
  ): Promise<ReadPage<Payout>> {
    const filter = payoutFilterOf(query)
    const source = await sourceOfProvider(hub.pool, {
      merchantId,
      provider: query.provider,
      sourceId: filterUuid("source", query.source_id),
    })
    if (source === "none") return noRows
    const { sourceId } = source
    return (page) => listPayouts(hub.pool, { merchantId, ...page, filter: { ...filter, sourceId } })
  }

  api.get(
    "/payouts",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List payouts",
        description: mayBeShort,
        querystring: listQuery(PAYOUT_FILTERS),
        response: { 200: listOf<ListedPayoutView>("ListedPayout") },
      },
    },
    async (request) => {
      const page = pageOf("payout", request.query)
      const { merchantId } = request.caller
      const readPage = await readerOf(merchantId, request.query)
      const found = await readPage(page)
      const ids = found.rows.map(({ id }) => id)
      const beside = await findBesidePayouts(hub.pool, { merchantId, ids })
      const listed = (payout: Payout) => ({ ...view(payout), ...besideView(beside.get(payout.id)) })
      return listAnswer("payout", page, { ...found, view: listed })
    },
  )

  api.get(
    "/payouts.csv",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "All payouts of a filter as CSV, masked as everywhere",
        querystring: Type.Object(PAYOUT_FILTERS, { additionalProperties: false }),
        response: CsvAnswer,
      },
    },
    async (request, reply) => {
      const readPage = await readerOf(request.caller.merchantId, request.query)
      const csv = await listCsv(readPage, PAYOUT_COLUMNS, (row) => payoutCells(view(row)))
      return reply.headers(csvHeaders("payouts")).send(csv)
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
            refTo<ListedPayoutView>("ListedPayout"),
            HistoryFields,
            PollFields,
            UnconfirmedFields,
            SilenceFields,
          ]),
        },
      },
    },
    async (request): Promise<ListedPayoutView & HistoryOf & PollOf & UnconfirmedOf & SilenceOf> => {
      const { merchantId } = request.caller
      const id = uuidOf("payout", request.params.id)
      const payout = found(await findPayout(hub.pool, { merchantId, id }))
      const beside = await findBesidePayouts(hub.pool, { merchantId, ids: [id] })
      return {
        ...view(payout),
        ...besideView(beside.get(id)),
        ...(await historyOf(hub, merchantId, id)),
        ...(await pollOf(hub, merchantId, id)),
        ...(await unconfirmedOf(hub, payout)),
        ...(await silenceOf(hub, payout)),
      }
    },
  )
}

interface ListedPayoutView extends PayoutView {
  readonly has_attention: boolean
  readonly replaced_by: string | null
}

function besideView(beside: BesidePayout | undefined) {
  const { hasAttention = false, replacedBy = null } = beside ?? {}
  return {
    has_attention: hasAttention,
    replaced_by: replacedBy === null ? null : idText("payout", replacedBy),
  }
}
