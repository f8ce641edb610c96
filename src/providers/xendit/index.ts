import type { Provider } from "../provider.ts"
import { api } from "./api.ts"
import { decode } from "./decode.ts"
import { dialect } from "./dialect.ts"
import { encode } from "./encode.ts"
import { samples } from "./samples.ts"
import { verify } from "./verify.ts"

export const xendit: Provider = {
  name: "xendit",
  secretKinds: ["callback_token"],
  credentialKinds: ["api_key"],
  credentialHeaders: { "x-callback-token": "callback_token", authorization: "basic" },
  verify,
  decode,
  /** Any 2xx is success; the page asks for "status 200 immediately". The body is not read. */
  acknowledge: () => ({ status: 200, contentType: "application/json", body: '{"received":true}' }),
  encode,
  dialect,
  api,
  isStaticallyAuthenticated: true,
  samples,
}
