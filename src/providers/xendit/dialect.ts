import { faultOfHeaderSecret, newHeaderSecret } from "../credential-headers.ts"
import type { ProviderDialect } from "../provider.ts"
import { sign } from "./sign.ts"
import { tell } from "./tell.ts"

/** Xendit's payout webhooks for an endpoint written for them. What is said: telling-table.ts. */
export const dialect: ProviderDialect = {
  // Real bodies are flat; a handler written by the page expects what the page prints.
  forms: ["documented", "flat"],
  tells: ["payout.paid", "payout.failed", "payout.reversed"],
  takesBack: ["payout.cancelled"],
  settings: ["account", "include_presumed"],
  timeoutMs: 30_000,
  secretKind: "callback_token",
  newSecret: newHeaderSecret,
  faultOfSecret: faultOfHeaderSecret,
  tell,
  sign,
  /** Any 2xx; every other answer, and none, is tried again for a day. */
  judge: ({ status }) => (status !== null && status >= 200 && status < 300 ? "accepted" : "failed"),
}
