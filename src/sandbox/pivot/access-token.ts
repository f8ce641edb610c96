import { createHmac } from "node:crypto"
import { sameCredential } from "../../providers/credentials.ts"
import { objectOf, textOf } from "../../providers/json-fields.ts"
import { JsonNumber, readJson, type JsonObject } from "../../providers/json.ts"
import type { SandboxRequest } from "../simulator.ts"
import type { WorldAccount } from "../world.ts"

/** Pivot's access token: a JWT of HS256 with the claims of its printed sample. */

/** The vendor's advice is to refresh it a minute earlier. */
export const TOKEN_LIFETIME_SECONDS = 900

const ISSUER = "backend-portal"
const HEADER = encoded({ alg: "HS256", typ: "JWT" })
const TOKEN_CHARACTERS_MAX = 2_048

export function newAccessToken(account: WorldAccount, now: Date): string {
  const { externalId } = account
  const claims = encoded({
    iss: ISSUER,
    sub: externalId,
    exp: secondsOf(now) + TOKEN_LIFETIME_SECONDS,
    clientId: externalId,
    merchantId: externalId,
  })
  const signed = `${HEADER}.${claims}`
  return `${signed}.${signatureOf(signed, account)}`
}

/** The merchant that a request's token names, unverified; undefined: there is no usable token. */
export function merchantOfToken(request: SandboxRequest): string | undefined {
  const claims = claimsOf(bearerOf(request))
  return claims && textOf(claims["merchantId"])
}

/** Is the request's token one that this account was given, and still good? */
export function isTokenValid(request: SandboxRequest, account: WorldAccount, now: Date): boolean {
  const token = bearerOf(request)
  const claims = claimsOf(token)
  if (token === undefined || claims === undefined) return false
  const end = token.lastIndexOf(".")
  // The signature is made anew with HS256: a header that names another algorithm says nothing.
  if (!sameCredential(token.slice(end + 1), signatureOf(token.slice(0, end), account))) return false
  const expires = claims["exp"]
  return (
    claims["merchantId"] === account.externalId &&
    expires instanceof JsonNumber &&
    Number(expires.text) > secondsOf(now)
  )
}

function bearerOf(request: SandboxRequest): string | undefined {
  return /^bearer +([A-Za-z0-9_.-]+)$/i.exec(request.headers["authorization"] ?? "")?.[1]
}

function claimsOf(token: string | undefined): JsonObject | undefined {
  if (token === undefined || token.length > TOKEN_CHARACTERS_MAX) return undefined
  const [header, claims, signature, ...more] = token.split(".")
  if (!header || !claims || !signature || more.length > 0) return undefined
  const reading = readJson(Buffer.from(claims, "base64url"))
  return reading.ok ? objectOf(reading.value) : undefined
}

/** The key is made of the merchant's secret, which itself signs nothing. */
function signatureOf(signed: string, account: WorldAccount): string {
  const secret = account.credentials["merchant_secret"] ?? ""
  const key = createHmac("sha256", secret).update(`${ISSUER} access token`).digest()
  return createHmac("sha256", key).update(signed).digest("base64url")
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value), "utf8").toString("base64url")
}

function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}
