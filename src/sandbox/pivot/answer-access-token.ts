import { sameCredential } from "../../providers/credentials.ts"
import { isAbsent } from "../../providers/json-fields.ts"
import type { SandboxAnswer, SandboxRequest } from "../simulator.ts"
import type { World } from "../world.ts"
import { newAccessToken, TOKEN_LIFETIME_SECONDS } from "./access-token.ts"
import { failure, readJsonBody, success } from "./envelope.ts"
import { credentialsInvalid, fieldFormatInvalid, fieldRequired } from "./errors.ts"

/** `POST /v1/access-token`: the only call that shows the merchant's secret. */
export function answerAccessToken(request: SandboxRequest, world: World): SandboxAnswer {
  const { credentials } = world.account
  const isMerchant = sameCredential(
    request.headers["x-merchant-id"] ?? "",
    credentials["merchant_id"] ?? "",
  )
  const isSecret = sameCredential(
    request.headers["x-merchant-secret"] ?? "",
    credentials["merchant_secret"] ?? "",
  )
  if (!isMerchant || !isSecret) return failure(credentialsInvalid())
  const grantType = readJsonBody(request)?.["grantType"]
  if (isAbsent(grantType)) return failure(fieldRequired("grantType"))
  if (grantType !== "client_credentials") return failure(fieldFormatInvalid("grantType"))
  return success({
    accessToken: newAccessToken(world.account, world.now),
    // Text, as it is printed.
    expiresIn: String(TOKEN_LIFETIME_SECONDS),
    tokenType: "Bearer",
  })
}
