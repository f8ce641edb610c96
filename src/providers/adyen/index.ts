import type { Provider } from "../provider.ts"
import { acknowledge } from "./acknowledge.ts"
import { api } from "./api.ts"
import { decode } from "./decode.ts"
import { dialect } from "./dialect.ts"
import { encode } from "./encode.ts"
import { samples } from "./samples.ts"
import { silenceMeansPaid } from "./silence.ts"
import { verify } from "./verify.ts"

/** Standard webhooks (JSON, HTTP form, SOAP) and balance-platform transfers. See MAPPING.md. */
export const adyen: Provider = {
  name: "adyen",
  secretKinds: ["hmac_key"],
  credentialKinds: ["api_key"],
  credentialHeaders: { authorization: "basic" },
  verify,
  decode,
  acknowledge,
  encode,
  dialect,
  api,
  // It never says "paid": two business days without a reversal mean it, weekend and holiday included.
  quietHours: 5 * 24,
  silenceMeansPaid,
  isStaticallyAuthenticated: false,
  samples,
}
