import { randomBytes } from "node:crypto"

import type { ProviderDialect } from "../provider.ts"

export const dialect: ProviderDialect = {
  forms: [],
  tells: [],
  settings: ["account", "include_presumed", "require_accepted_body"],
  timeoutMs: 30_000,
  secretKind: "hmac_key",
  newSecret: () => randomBytes(32).toString("hex"),
  faultOfSecret: () => undefined,
  tell: () => null,
  sign: (webhook) => webhook,
  judge: ({ status }) => (status !== null && status >= 200 && status < 300 ? "accepted" : "failed"),
}
