import {
  liveCredentials,
  readEndpointSecrets,
  type EndpointSecrets,
} from "../delivery/endpoint-secrets.ts"
import { findEndpointSecrets } from "../delivery/find-endpoint-secrets.ts"
import { findProvider } from "../providers/index.ts"
import type { ProviderDialect, SourceSecrets } from "../providers/provider.ts"
import type { SandboxAccount } from "./account.ts"
import { listCallbacks, type Callback } from "./callbacks.ts"
import type { TrialResult, WebhookTrial } from "./exchange.ts"
import type { SandboxContext } from "./sandbox-context.ts"

/** Beyond these the next ones wait. */
const AT_ONCE = 8

/** Sends each webhook once, signed like any other, and says how it was answered. */
export async function tryWebhooks(
  context: SandboxContext,
  account: SandboxAccount,
  trials: readonly WebhookTrial[],
): Promise<readonly TrialResult[]> {
  const dialect = findProvider(account.provider)?.dialect
  if (dialect === undefined) throw new Error(`the hub does not know ${account.provider}`)
  const callbacks = await listCallbacks(context.pool, account, null)
  const results: TrialResult[] = []
  for (let at = 0; at < trials.length; at += AT_ONCE) {
    const group = trials.slice(at, at + AT_ONCE)
    results.push(...(await Promise.all(group.map((trial) => tryOne(trial)))))
  }
  return results

  async function tryOne({ callbackId, webhook }: WebhookTrial): Promise<TrialResult> {
    const callback = callbacks.find(({ id }) => id === callbackId)
    const secrets = callback && (await secretsOf(context, account, callback))
    if (callback === undefined || secrets === undefined || dialect === undefined) return GONE
    const signed = dialect.sign(webhook, sourceSecrets(dialect, secrets))
    const { origin, pathname, search } = new URL(callback.url)
    const body = Buffer.from(signed.body)
    const sent = await context.sender.send({
      origin,
      path: pathname + search,
      headers: Object.entries(signed.headers).flat(),
      body,
      timeoutMs: callback.settings.timeout_ms ?? dialect.timeoutMs,
    })
    const { responseStatus, error, durationMs } = sent
    return { sent: body.toString("utf8"), responseStatus, error, durationMs }
  }
}

const GONE: TrialResult = {
  sent: "",
  responseStatus: null,
  error: "The webhook was removed meanwhile.",
  durationMs: 0,
}

async function secretsOf(
  { pool, keyring }: SandboxContext,
  { sandboxMerchantId: merchantId }: SandboxAccount,
  callback: Callback,
): Promise<EndpointSecrets | undefined> {
  const sealed = await findEndpointSecrets(pool, { merchantId, id: callback.endpointId })
  return sealed && readEndpointSecrets(await keyring.open(merchantId, sealed))
}

function sourceSecrets(dialect: ProviderDialect, known: EndpointSecrets): SourceSecrets {
  const { secrets, basic } = liveCredentials(known, Date.now())
  return {
    ...(secrets.length > 0 && { [dialect.secretKind]: secrets }),
    ...(basic && { basic_username: [basic.username], basic_password: [basic.password] }),
  }
}
