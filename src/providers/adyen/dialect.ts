import { randomBytes } from "node:crypto"

import type { ProviderDialect } from "../provider.ts"
import { judge } from "./judge.ts"
import { sign } from "./sign.ts"
import { faultOfHmacKey } from "./signature.ts"
import { tell } from "./tell.ts"

/** Standard webhooks have no word for a payout that was not sent yet. */
const TOLD_IN_ALL_FORMS = [
  "payout.processing",
  "payout.paid",
  "payout.failed",
  "payout.cancelled",
  "payout.reversed",
] as const

/** Adyen's webhooks for the payouts of all providers. See MAPPING.md, "As a dialect". */
export const dialect: ProviderDialect = {
  forms: ["json", "form", "soap", "transfer"],
  tells: ["payout.pending", ...TOLD_IN_ALL_FORMS],
  toldUnder: ({ form }) =>
    form === "transfer" ? ["payout.pending", ...TOLD_IN_ALL_FORMS] : TOLD_IN_ALL_FORMS,
  settings: ["account", "include_presumed", "require_accepted_body"],
  timeoutMs: 10_000,
  secretKind: "hmac_key",
  newSecret: () => randomBytes(32).toString("hex").toUpperCase(),
  faultOfSecret: faultOfHmacKey,
  tell,
  sign,
  judge,
}
