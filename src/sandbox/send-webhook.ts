import { sealEndpointSecrets } from "../delivery/endpoint-secrets.ts"
import { freezeWebhook } from "../delivery/frozen-webhook.ts"
import { insertDeliveries, type NewDelivery } from "../delivery/insert-deliveries.ts"
import { insertEndpoint } from "../delivery/insert-endpoint.ts"
import { findRetryQueue } from "../delivery/retry-schedules.ts"
import { newUuid } from "../ids.ts"
import type { PoolClient } from "../postgres/pool.ts"
import { findProvider } from "../providers/index.ts"
import type { EncodedWebhook } from "../providers/provider.ts"
import { seal } from "../seal.ts"
import type { SandboxAccount } from "./account.ts"
import { truncated, type Mischief } from "./alter-webhook.ts"
import { saveTwin, type Callback } from "./callbacks.ts"
import type { SandboxKeyring } from "./sandbox-context.ts"
import type { SandboxWebhook } from "./world.ts"

/**
 * Hands a webhook to the delivery engine, in the transaction that made it: signed when it is sent,
 * retried on the provider's schedule, resendable. Null: the provider has no words for it in the
 * form that this callback wishes.
 */
export async function sendWebhook(
  client: PoolClient,
  to: { readonly account: SandboxAccount; readonly callback: Callback },
  what: {
    readonly webhook: SandboxWebhook
    readonly number: number
    readonly mischief: Mischief
    readonly keyring: SandboxKeyring
    /** The provider's time, and the sandbox's. */
    readonly at: Date
    readonly now: Date
  },
): Promise<"sent" | "dropped" | null> {
  const { account, callback } = to
  const { mischief, keyring } = what
  const eventId = newUuid()
  const encoded = encodedFor(account.provider, { ...what, callback, eventId })
  if (encoded === null) return null
  const usesTwin = mischief.wrongToken || (mischief.truncate && keepsRetryQueue(callback))
  const endpointId = usesTwin
    ? (callback.twinEndpointId ?? (await addTwin(client, to, keyring)))
    : callback.endpointId
  const body = mischief.truncate ? truncated(encoded) : encoded
  const format = `${callback.dialect}:${callback.version}:${endpointId}`
  const key = await keyring.sealingKey(account.sandboxMerchantId)
  const isSent = !mischief.drop && callback.state === "active"
  const dueAt = new Date(what.now.getTime() + mischief.delayMs)
  const { thing, product, wireEvent } = what.webhook
  const deliveries = Array.from(
    { length: mischief.drop ? 1 : mischief.copies },
    (): NewDelivery => ({
      merchantId: account.sandboxMerchantId,
      id: newUuid(),
      endpointId,
      eventId,
      format,
      type: `sandbox.${product}`,
      subject: thing.kind === "batch" || thing.kind === "payment" ? thing.kind : "payout",
      subjectId: thing.id,
      sequence: what.number,
      wireEvent,
      traceparent: null,
      // What was swallowed can be resent by hand, as at a provider's dashboard.
      state: isSent ? "queued" : "missed",
      createdAt: what.now,
      dueAt,
      order: null,
    }),
  )
  const bodySealed = seal(key, freezeWebhook(body))
  const bodies = [{ merchantId: account.sandboxMerchantId, eventId, format, bodySealed }]
  await insertDeliveries(client, { bodies, deliveries })
  return isSent ? "sent" : "dropped"
}

/** There, what no handler can accept would stand before all that comes later, for 30 days. */
function keepsRetryQueue({ dialect, settings }: Callback): boolean {
  return findRetryQueue(settings.retry_schedule ?? dialect) !== null
}

function encodedFor(
  providerName: string,
  what: {
    readonly webhook: SandboxWebhook
    readonly callback: Callback
    readonly eventId: string
    readonly at: Date
  },
): EncodedWebhook | null {
  const { event, webhook } = what.webhook
  if (webhook !== undefined) return webhook
  if (event === undefined) return null
  const form = what.callback.settings.form ?? what.webhook.form
  const options = { sentAt: what.at.toISOString(), id: what.eventId }
  const provider = findProvider(providerName)
  return provider?.encode(event, {}, form === undefined ? options : { ...options, form }) ?? null
}

/** The same URL with a secret that nobody knows. */
async function addTwin(
  client: PoolClient,
  { account, callback }: { readonly account: SandboxAccount; readonly callback: Callback },
  keyring: SandboxKeyring,
): Promise<string> {
  const secret = findProvider(account.provider)?.dialect.newSecret() ?? newUuid()
  const key = await keyring.sealingKey(account.sandboxMerchantId)
  const twin = await insertEndpoint(client, {
    merchantId: account.sandboxMerchantId,
    id: newUuid(),
    url: callback.url,
    description: "misbehaviour: a wrong token",
    eventTypes: [],
    dialect: callback.dialect,
    version: callback.version,
    ordering: "none",
    settings: callback.settings,
    secretsSealed: sealEndpointSecrets(key, {
      secrets: [{ secret, expiresAtMs: null }],
      basic: null,
    }),
    hasBasic: false,
  })
  await saveTwin(client, account, { callbackId: callback.id, endpointId: twin.id })
  return twin.id
}
