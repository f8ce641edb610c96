import { Type, type Static } from "typebox"

import { idText } from "../../ids.ts"
import { findBatch } from "../../ledger/find-batch.ts"
import { listBatches } from "../../ledger/list-batches.ts"
import { batchView, type Batch, type BatchView } from "../../payout/batch.ts"
import { BATCH_STATUSES } from "../../payout/status.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { listAnswer, listQuery, mayBeShort, pageOf } from "../cursor.ts"
import { HistoryFields, historyOf, type HistoryOf } from "../history.ts"
import type { Hub } from "../hub.ts"
import { CsvAnswer, csvHeaders, listCsv, noRows, type ReadPage } from "../list-csv.ts"
import { batchSumsOf, BatchSumsFields, type BatchSumsOf } from "../batch-sums.ts"
import { BATCH_COLUMNS, batchCells } from "../batch-csv.ts"
import { PollFields, pollOf, type PollOf } from "../poll-view.ts"
import { sourceOfProvider } from "../source-of-provider.ts"
import { Id, IdInPath, listOf, refTo } from "../schemas/parts.ts"

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 600 }))

/** What narrows the list, and a download of it. */
const FILTERS = {
  provider: Text,
  status: Type.Optional(Type.Enum([...BATCH_STATUSES])),
  provider_id: Text,
  source_id: Type.Optional(Id("source")),
  live: Type.Optional(Type.Boolean()),
}
const FilterQuery = Type.Object(FILTERS, { additionalProperties: false })

export function batchRoutes(api: Api, hub: Hub): void {
  const tags = ["batches"]
  const view = (batch: Batch) => batchView(batch, idText)

  async function readerOf(
    merchantId: string,
    query: Static<typeof FilterQuery>,
  ): Promise<ReadPage<Batch>> {
    const source = await sourceOfProvider(hub.pool, {
      merchantId,
      provider: query.provider,
      sourceId: filterUuid("source", query.source_id),
    })
    if (source === "none") return noRows
    const filter = {
      provider: query.provider,
      status: query.status,
      providerId: query.provider_id,
      sourceId: source.sourceId,
      live: query.live,
    }
    return (page) => listBatches(hub.pool, { merchantId, ...page, filter })
  }

  api.get(
    "/batches",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List bulk payouts",
        description: mayBeShort,
        querystring: listQuery(FILTERS),
        response: { 200: listOf<BatchView>("Batch") },
      },
    },
    async (request) => {
      const page = pageOf("batch", request.query)
      const readPage = await readerOf(request.caller.merchantId, request.query)
      return listAnswer("batch", page, { ...(await readPage(page)), view })
    },
  )

  api.get(
    "/batches.csv",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "All bulk payouts of a filter as CSV",
        querystring: FilterQuery,
        response: CsvAnswer,
      },
    },
    async (request, reply) => {
      const readPage = await readerOf(request.caller.merchantId, request.query)
      const csv = await listCsv(readPage, BATCH_COLUMNS, (row) => batchCells(view(row)))
      return reply.headers(csvHeaders("batches")).send(csv)
    },
  )

  api.get(
    "/batches/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One bulk payout and its history; its payouts: /v1/payouts?batch_id=…",
        params: IdInPath,
        response: {
          200: Type.Intersect([
            refTo<BatchView>("Batch"),
            HistoryFields,
            PollFields,
            BatchSumsFields,
          ]),
        },
      },
    },
    async (request): Promise<BatchView & HistoryOf & PollOf & BatchSumsOf> => {
      const { merchantId } = request.caller
      const id = uuidOf("batch", request.params.id)
      const batch = found(await findBatch(hub.pool, { merchantId, id }))
      return {
        ...view(batch),
        ...(await historyOf(hub, merchantId, id)),
        ...(await pollOf(hub, merchantId, id)),
        ...(await batchSumsOf(hub, batch)),
      }
    },
  )
}
