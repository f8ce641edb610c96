import type { Provider } from "../provider.ts"
import { announcedNames } from "./announced-names.ts"
import { api } from "./api.ts"
import { dashboard } from "./dashboard.ts"
import { decode } from "./decode.ts"
import { dialect } from "./dialect.ts"
import { encode } from "./encode.ts"
import { samples } from "./samples.ts"
import { API_KEY_HEADER, verify } from "./verify.ts"

/** Pivot (Indonesia): payouts single and in bulk, payments. Wire format: MAPPING.md. */
export const pivot: Provider = {
  name: "pivot",
  secretKinds: ["callback_api_key"],
  credentialKinds: ["merchant_id", "merchant_secret"],
  credentialHeaders: { [API_KEY_HEADER]: "callback_api_key", authorization: "basic" },
  verify,
  decode,
  // Exactly 200: a URL that answers anything else is not even registered.
  acknowledge: () => ({
    status: 200,
    contentType: "application/json; charset=utf-8",
    body: '{"status":"received"}',
  }),
  encode,
  dialect,
  api,
  announcedNames,
  dashboard,
  isStaticallyAuthenticated: true,
  samples,
}
