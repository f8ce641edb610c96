import { Type, type Static } from "typebox"

import { idText } from "../../ids.ts"
import { findPayment } from "../../ledger/find-payment.ts"
import { listPayments } from "../../ledger/list-payments.ts"
import { paymentAdvice, paymentView, type Payment, type PaymentView } from "../../payout/payment.ts"
import { PAYMENT_STATUSES } from "../../payout/status.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { listAnswer, listQuery, mayBeShort, pageOf } from "../cursor.ts"
import { HistoryFields, historyOf, type HistoryOf } from "../history.ts"
import type { Hub } from "../hub.ts"
import { CsvAnswer, csvHeaders, listCsv, noRows, type ReadPage } from "../list-csv.ts"
import { PAYMENT_COLUMNS, paymentCells } from "../payment-csv.ts"
import { PollFields, pollOf, type PollOf } from "../poll-view.ts"
import { sourceOfProvider } from "../source-of-provider.ts"
import { Id, IdInPath, listOf, refTo } from "../schemas/parts.ts"

/** Bodies of events are frozen, so they are without the advice. */
type AdvisedPayment = PaymentView & { readonly advice: string }

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 600 }))

/** What narrows the list, and a download of it. */
const FILTERS = {
  provider: Text,
  status: Type.Optional(Type.Enum([...PAYMENT_STATUSES])),
  reference: Text,
  provider_id: Text,
  source_id: Type.Optional(Id("source")),
  live: Type.Optional(Type.Boolean()),
}
const FilterQuery = Type.Object(FILTERS, { additionalProperties: false })

export function paymentRoutes(api: Api, hub: Hub): void {
  const tags = ["payments"]
  const view = (payment: Payment): AdvisedPayment => ({
    ...paymentView(payment, idText),
    advice: paymentAdvice(payment),
  })

  async function readerOf(
    merchantId: string,
    query: Static<typeof FilterQuery>,
  ): Promise<ReadPage<Payment>> {
    const source = await sourceOfProvider(hub.pool, {
      merchantId,
      provider: query.provider,
      sourceId: filterUuid("source", query.source_id),
    })
    if (source === "none") return noRows
    const filter = {
      provider: query.provider,
      status: query.status,
      reference: query.reference,
      providerId: query.provider_id,
      sourceId: source.sourceId,
      live: query.live,
    }
    return (page) => listPayments(hub.pool, { merchantId, ...page, filter })
  }

  api.get(
    "/payments",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List payment sessions with their charges",
        description: mayBeShort,
        querystring: listQuery(FILTERS),
        response: { 200: listOf<AdvisedPayment>("Payment") },
      },
    },
    async (request) => {
      const page = pageOf("payment", request.query)
      const readPage = await readerOf(request.caller.merchantId, request.query)
      return listAnswer("payment", page, { ...(await readPage(page)), view })
    },
  )

  api.get(
    "/payments.csv",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "All payment sessions of a filter as CSV",
        querystring: FilterQuery,
        response: CsvAnswer,
      },
    },
    async (request, reply) => {
      const readPage = await readerOf(request.caller.merchantId, request.query)
      const csv = await listCsv(readPage, PAYMENT_COLUMNS, (row) => paymentCells(view(row)))
      return reply.headers(csvHeaders("payments")).send(csv)
    },
  )

  api.get(
    "/payments/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One payment session, its charges and its history",
        params: IdInPath,
        response: {
          200: Type.Intersect([refTo<AdvisedPayment>("Payment"), HistoryFields, PollFields]),
        },
      },
    },
    async (request): Promise<AdvisedPayment & HistoryOf & PollOf> => {
      const { merchantId } = request.caller
      const id = uuidOf("payment", request.params.id)
      const payment = found(await findPayment(hub.pool, { merchantId, id }))
      return {
        ...view(payment),
        ...(await historyOf(hub, merchantId, id)),
        ...(await pollOf(hub, merchantId, id)),
      }
    },
  )
}
