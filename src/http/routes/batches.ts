import { Type } from "typebox"

import { idText } from "../../ids.ts"
import { findBatch } from "../../ledger/find-batch.ts"
import { listBatches } from "../../ledger/list-batches.ts"
import { batchView, type Batch, type BatchView } from "../../payout/batch.ts"
import { BATCH_STATUSES } from "../../payout/status.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { listAnswer, listQuery, mayBeShort, pageOf } from "../cursor.ts"
import { HistoryFields, historyOf, type HistoryOf } from "../history.ts"
import type { Hub } from "../hub.ts"
import { PollFields, pollOf, type PollOf } from "../poll-view.ts"
import { sourceOfProvider } from "../source-of-provider.ts"
import { Id, IdInPath, listOf, refTo } from "../schemas/parts.ts"

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 600 }))

export function batchRoutes(api: Api, hub: Hub): void {
  const tags = ["batches"]
  const view = (batch: Batch) => batchView(batch, idText)

  api.get(
    "/batches",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List bulk payouts",
        description: mayBeShort,
        querystring: listQuery({
          provider: Text,
          status: Type.Optional(Type.Enum([...BATCH_STATUSES])),
          provider_id: Text,
          source_id: Type.Optional(Id("source")),
          live: Type.Optional(Type.Boolean()),
        }),
        response: { 200: listOf<BatchView>("Batch") },
      },
    },
    async (request) => {
      const { query } = request
      const page = pageOf("batch", query)
      const { merchantId } = request.caller
      const source = await sourceOfProvider(hub.pool, {
        merchantId,
        provider: query.provider,
        sourceId: filterUuid("source", query.source_id),
      })
      if (source === "none") return listAnswer("batch", page, { rows: [], view })
      const found = await listBatches(hub.pool, {
        merchantId,
        ...page,
        filter: {
          provider: query.provider,
          status: query.status,
          providerId: query.provider_id,
          sourceId: source.sourceId,
          live: query.live,
        },
      })
      return listAnswer("batch", page, { ...found, view })
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
        response: { 200: Type.Intersect([refTo<BatchView>("Batch"), HistoryFields, PollFields]) },
      },
    },
    async (request): Promise<BatchView & HistoryOf & PollOf> => {
      const { merchantId } = request.caller
      const id = uuidOf("batch", request.params.id)
      const batch = found(await findBatch(hub.pool, { merchantId, id }))
      return {
        ...view(batch),
        ...(await historyOf(hub, merchantId, id)),
        ...(await pollOf(hub, merchantId, id)),
      }
    },
  )
}
