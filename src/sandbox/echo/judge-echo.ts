import type { EndpointCredentials } from "../../delivery/dialect.ts"
import { verifyStandardWebhook } from "../../delivery/verify-standard-webhook.ts"
import { findProvider } from "../../providers/index.ts"
import type { CredentialMatcher, WebhookRequest } from "../../providers/provider.ts"
import type { EchoJudgement } from "./echo.ts"

/** An endpoint that has the receiver's URL. */
export interface EchoSender {
  /** Null: it is one of a simulated provider, which is not for its owner to open. */
  readonly id: string | null
  readonly dialect: string
  readonly credentials: EndpointCredentials
}

/**
 * Was it sent by one of these, unchanged? The first that says yes; else what the newest says.
 * `matches` compares a credential of stored headers, which stand hashed.
 */
export function judgeEcho(
  request: WebhookRequest,
  senders: readonly EchoSender[],
  matches: CredentialMatcher,
): EchoJudgement {
  const judged = senders.map((sender) => judgeBy(request, sender, matches))
  return (
    judged.find(({ verdict }) => verdict === "good") ??
    judged[0] ?? { verdict: "unknown", reason: null, endpointId: null }
  )
}

function judgeBy(
  request: WebhookRequest,
  { id: endpointId, dialect, credentials }: EchoSender,
  matches: CredentialMatcher,
): EchoJudgement {
  const { secrets, basic } = credentials
  if (dialect === "paidout") {
    const found = verifyStandardWebhook(request, secrets)
    return found === "authentic"
      ? { verdict: "good", reason: null, endpointId }
      : { verdict: "bad", reason: found, endpointId }
  }
  const provider = findProvider(dialect)
  if (provider === undefined) return { verdict: "unsigned", reason: null, endpointId }
  const live = {
    [provider.dialect.secretKind]: secrets,
    ...(basic !== null && { basic_username: [basic.username], basic_password: [basic.password] }),
  }
  const found = provider.verify(request, live, matches)
  return found.outcome === "authentic"
    ? { verdict: "good", reason: null, endpointId }
    : { verdict: "bad", reason: found.reason, endpointId }
}
