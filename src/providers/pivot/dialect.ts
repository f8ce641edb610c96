import { randomBytes } from "node:crypto"

import type { ProviderDialect } from "../provider.ts"

export const dialect: ProviderDialect = {
  forms: [],
  tells: [],
  settings: ["account", "include_presumed", "reversal_as_failed", "retry_refusals"],
  timeoutMs: 30_000,
  secretKind: "callback_api_key",
  newSecret: () => randomBytes(32).toString("hex"),
  faultOfSecret: () => undefined,
  tell: () => null,
  sign: (webhook) => webhook,
  judge: ({ status }) => (status !== null && status >= 200 && status < 300 ? "accepted" : "failed"),
}
