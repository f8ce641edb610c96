import { Type } from "typebox"

import { idText } from "../../ids.ts"
import { findPayout } from "../../ledger/find-payout.ts"
import type { Destination } from "../../payout/event.ts"
import { payoutView, type PayoutView } from "../../payout/payout.ts"
import { askForPayout } from "../../pipeline/poll/ask-soon.ts"
import { markPayout } from "../../pipeline/attention/mark-payout.ts"
import type { Mark } from "../../pipeline/attention/mark-payouts.ts"
import { revealDestination } from "../../pipeline/attention/reveal-destination.ts"
import { sendEvent } from "../../pipeline/resend/send-event.ts"
import { found, uuidOf, type Api } from "../api.ts"
import { actorOf, type Caller } from "../caller.ts"
import { HistoryFields, historyOf, type HistoryOf } from "../history.ts"
import type { Hub } from "../hub.ts"
import { Reason } from "../schemas/attention.ts"
import { Id, IdInPath, nullable, refTo } from "../schemas/parts.ts"
import { deliveryView, type DeliveryView } from "./deliveries.ts"

/** Of the ledger's column. */
const sequenceMax = 2_147_483_647

const SUMMARIES = {
  mark_failed: "Mark a payout as failed on your word; the provider's word outranks it",
  mark_paid: "Mark a payout as paid on your word; the provider's word outranks it",
} as const satisfies Record<Mark, string>

/** What an operator does about a payout that no attention item is open for. */
export function payoutActionRoutes(api: Api, hub: Hub): void {
  const schema = {
    tags: ["payouts"],
    params: IdInPath,
    response: { 200: Type.Intersect([refTo<PayoutView>("Payout"), HistoryFields]) },
  }

  for (const mark of ["mark_failed", "mark_paid"] as const) {
    api.post(
      `/payouts/:id/${mark}`,
      {
        config: { scope: "write" },
        schema: {
          ...schema,
          summary: SUMMARIES[mark],
          body: Type.Object({ reason: Reason }, { additionalProperties: false }),
        },
      },
      async (request) => {
        const target = targetOf(request)
        await markPayout(hub, { ...target, mark, reason: request.body.reason })
        return shown(target)
      },
    )
  }

  api.post(
    "/payouts/:id/ask",
    {
      config: { scope: "write" },
      schema: {
        ...schema,
        summary: "Have the provider asked for a payout at once",
        description: "It is asked within seconds, after the answer to this call.",
        body: nullable(
          Type.Object({ reason: Type.Optional(Reason) }, { additionalProperties: false }),
        ),
      },
    },
    async (request) => {
      const target = targetOf(request)
      await askForPayout(hub, { ...target, reason: request.body?.reason ?? null })
      return shown(target)
    },
  )

  api.post(
    "/payouts/:id/reveal",
    {
      config: { scope: "raw", isNeverKept: true },
      schema: {
        tags: ["payouts"],
        summary: "The whole account number and holder's name; who asked is in the audit log",
        params: IdInPath,
        response: { 200: refTo<WholeDestinationView>("WholeDestination") },
      },
    },
    async (request) => wholeDestinationView(await revealDestination(hub, targetOf(request))),
  )

  api.post(
    "/payouts/:id/send",
    {
      config: { scope: "write" },
      schema: {
        tags: ["payouts"],
        summary: "Send one event of a payout to an endpoint, subscribed to it or not",
        params: IdInPath,
        body: Type.Object(
          {
            endpoint_id: Id("endpoint"),
            sequence: Type.Integer({ minimum: 1, maximum: sequenceMax }),
          },
          { additionalProperties: false },
        ),
        response: { 202: refTo<DeliveryView>("Delivery") },
      },
    },
    async (request, reply) => {
      const { endpoint_id: endpointId, sequence } = request.body
      const delivery = await sendEvent(hub, {
        ...targetOf(request),
        endpointId: uuidOf("endpoint", endpointId),
        sequence,
      })
      return reply.code(202).send(deliveryView(delivery))
    },
  )

  async function shown({ merchantId, payoutId }: Target): Promise<PayoutView & HistoryOf> {
    const payout = found(await findPayout(hub.pool, { merchantId, id: payoutId }))
    return { ...payoutView(payout, idText), ...(await historyOf(hub, merchantId, payoutId)) }
  }
}

type WholeDestinationView = ReturnType<typeof wholeDestinationView>

function wholeDestinationView(destination: Destination) {
  const { accountNumber, accountHolderName, accountType } = destination
  return {
    account_number: accountNumber ?? null,
    account_holder_name: accountHolderName ?? null,
    account_type: accountType ?? null,
  }
}

type Target = ReturnType<typeof targetOf>

function targetOf(request: { readonly caller: Caller; readonly params: { readonly id: string } }) {
  return {
    merchantId: request.caller.merchantId,
    payoutId: uuidOf("payout", request.params.id),
    actor: actorOf(request),
  }
}
