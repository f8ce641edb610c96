import { Type } from "typebox"

import { DELIVERY_STATES, type Delivery } from "../../delivery/delivery.ts"
import { findDelivery } from "../../delivery/find-delivery.ts"
import { listAttempts } from "../../delivery/list-attempts.ts"
import { listDeliveries } from "../../delivery/list-deliveries.ts"
import { resendDelivery } from "../../pipeline/resend/resend-delivery.ts"
import type { SandboxAccount } from "../../sandbox/account.ts"
import { findThing } from "../../sandbox/find-thing.ts"
import { findThingsById } from "../../sandbox/find-things-by-id.ts"
import { listCallbackEndpoints } from "../../sandbox/list-callback-endpoints.ts"
import { returnToCallback } from "../../sandbox/return-to-callback.ts"
import { found, uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { attemptView } from "../attempt-view.ts"
import { listAnswer, listQuery, mayBeShort, pageOf } from "../cursor.ts"
import { accountOf, sandboxOf } from "../hosted-sandbox.ts"
import type { Hub } from "../hub.ts"
import { sandboxWebhookView, type SandboxWebhookView } from "../sandbox-views.ts"
import { IdInPath, listOf, refTo } from "../schemas/parts.ts"

type WholeSandboxWebhookView = SandboxWebhookView & {
  readonly attempts: readonly ReturnType<typeof attemptView>[]
}

const attemptsShownMax = 100

const WebhookInPath = Type.Object({
  ...IdInPath.properties,
  webhook_id: Type.String({ maxLength: 100 }),
})

/** What simulated providers have sent: the callback history of their dashboards. */
export function sandboxWebhookRoutes(api: Api, hub: Hub): void {
  const tags = ["sandbox"]

  api.get(
    "/sandbox/accounts/:id/webhooks",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "What an account has sent, newest first",
        description: mayBeShort,
        params: IdInPath,
        querystring: listQuery({
          state: Type.Optional(Type.Enum([...DELIVERY_STATES])),
          kind: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
          thing: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 200,
              description: "Only of the thing of this name; `kind` says of which kind it is.",
            }),
          ),
        }),
        response: { 200: listOf<SandboxWebhookView>("SandboxWebhook") },
      },
    },
    async (request) => {
      const account = await accountOf(hub, request)
      const { pool } = sandboxOf(hub).context
      const { state, kind = "payout", thing: name } = request.query
      const page = pageOf("delivery", request.query)
      const about = name === undefined ? undefined : await findThing(pool, account, { kind, name })
      const endpoints = await listCallbackEndpoints(pool, account)
      const ids = endpoints.flatMap((each) => [each.endpointId, each.twinEndpointId ?? []].flat())
      const { rows, lookedTo } =
        about === null
          ? { rows: [], lookedTo: null }
          : await listDeliveries(pool, {
              merchantId: account.sandboxMerchantId,
              endpointIds: ids,
              subjectId: about?.id,
              state,
              ...page,
            })
      const view = await viewsOf(hub, account, rows)
      return listAnswer("delivery", page, { rows, lookedTo, view })
    },
  )

  api.get(
    "/sandbox/accounts/:id/webhooks/:webhook_id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One webhook and its attempts",
        params: WebhookInPath,
        response: { 200: refTo<WholeSandboxWebhookView>("WholeSandboxWebhook") },
      },
    },
    async (request) => {
      const account = await accountOf(hub, request)
      return shown(hub, account, await webhookOf(hub, account, request.params.webhook_id))
    },
  )

  api.post(
    "/sandbox/accounts/:id/webhooks/:webhook_id/resend",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Send a webhook again, whatever became of it; also one that was swallowed",
        params: WebhookInPath,
        response: { 202: refTo<WholeSandboxWebhookView>("WholeSandboxWebhook") },
      },
    },
    async (request, reply) => {
      const account = await accountOf(hub, request)
      const webhook = await webhookOf(hub, account, request.params.webhook_id)
      await returnToCallback(sandboxOf(hub).context.pool, account, webhook.id)
      const sent = await resendDelivery(hub, {
        merchantId: account.sandboxMerchantId,
        id: webhook.id,
        actor: actorOf(request),
        auditedFor: account.merchantId,
      })
      return reply.code(202).send(await shown(hub, account, sent))
    },
  )
}

/** @throws PaidoutError not_found: none of this account's */
async function webhookOf(hub: Hub, account: SandboxAccount, id: string): Promise<Delivery> {
  const { pool } = sandboxOf(hub).context
  const merchantId = account.sandboxMerchantId
  const delivery = found(await findDelivery(pool, { merchantId, id: uuidOf("delivery", id) }))
  const endpoints = await listCallbackEndpoints(pool, account)
  const own = endpoints.some(
    ({ endpointId, twinEndpointId }) =>
      delivery.endpointId === endpointId || delivery.endpointId === twinEndpointId,
  )
  return found(own ? delivery : undefined)
}

async function shown(
  hub: Hub,
  account: SandboxAccount,
  webhook: Delivery,
): Promise<WholeSandboxWebhookView> {
  const { pool } = sandboxOf(hub).context
  const { merchantId, id } = webhook
  const attempts = await listAttempts(pool, { merchantId, id, limit: attemptsShownMax })
  const view = await viewsOf(hub, account, [webhook])
  return { ...view(webhook), attempts: attempts.map(attemptView) }
}

async function viewsOf(
  hub: Hub,
  account: SandboxAccount,
  webhooks: readonly Delivery[],
): Promise<(webhook: Delivery) => SandboxWebhookView> {
  const { pool } = sandboxOf(hub).context
  const endpoints = await listCallbackEndpoints(pool, account)
  const subjects = webhooks.map(({ subjectId }) => subjectId)
  const things = await findThingsById(pool, account, subjects)
  return (webhook) =>
    sandboxWebhookView(webhook, {
      callbackId:
        endpoints.find(
          ({ endpointId, twinEndpointId }) =>
            webhook.endpointId === endpointId || webhook.endpointId === twinEndpointId,
        )?.callbackId ?? null,
      thing: things.get(webhook.subjectId) ?? null,
    })
}
