import { EVENT_TYPES } from "../../payout/canonical.ts"
import { faultOfHeaderSecret, newHeaderSecret } from "../credential-headers.ts"
import type { DialectSettings, ProviderDialect, WebhookAnswer } from "../provider.ts"
import { sign } from "./sign.ts"
import { tell } from "./tell.ts"

/** Pivot's callbacks for an endpoint written for them. What is said: telling-tables.ts. */
export const dialect: ProviderDialect = {
  forms: ["single", "bulk"],
  tells: EVENT_TYPES,
  toldUnder: ({ reversal_as_failed: borrows }) =>
    borrows === true ? EVENT_TYPES : EVENT_TYPES.filter((type) => type !== "payout.reversed"),
  settings: ["account", "include_presumed", "reversal_as_failed", "retry_refusals"],
  // Pivot's own wait is printed nowhere; this is the longest of the others'.
  timeoutMs: 30_000,
  secretKind: "callback_api_key",
  newSecret: newHeaderSecret,
  faultOfSecret: faultOfHeaderSecret,
  tell,
  sign,
  judge,
}

const REQUEST_TIMEOUT = 408
const GONE = 410
const TOO_MANY_REQUESTS = 429

/** The callback page lists 5xx, 408, 429 and trouble of the network as retried, and nothing else. */
function judge({ status }: WebhookAnswer, settings: DialectSettings) {
  if (status === null) return "failed"
  if (status >= 200 && status < 300) return "accepted"
  if (status === GONE) return "refused"
  const isRetried = status >= 500 || status === REQUEST_TIMEOUT || status === TOO_MANY_REQUESTS
  return isRetried || settings.retry_refusals === true ? "failed" : "refused"
}
