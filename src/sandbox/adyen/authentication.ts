import { createHash, timingSafeEqual } from "node:crypto"
import type { Identity, SandboxRequest } from "../simulator.ts"
import type { WorldAccount } from "../world.ts"

/** Two credentials: who stores and submits payouts, and who reviews them. */
export type Role = "store" | "review"

/** A key begins as Adyen's do; the letter after that says whose it is, so that it can be found. */
export const STORE_KEY_PREFIX = "AQEs"
export const REVIEW_KEY_PREFIX = "AQEr"
/** As the documentation names the two web service users. */
export const STORE_USER_PREFIX = "storePayout@Company."
export const REVIEW_USER_PREFIX = "reviewPayout@Company."

const CREDENTIAL_CHARACTERS_MAX = 4_096

/** Whose credentials does a request present: an API key, or else a user? */
export function identify(request: SandboxRequest): Identity | null {
  const presented = presentedBy(request)
  if (presented === null) return null
  if (presented.by === "key") {
    const kind = presented.role === "review" ? "review_api_key" : "api_key"
    return { by: "credential", kind, value: presented.key }
  }
  const kind = presented.role === "review" ? "review_username" : "ws_username"
  return { by: "credential", kind, value: presented.username }
}

/** What the presented credential may do; null: the password is wrong. */
export function roleOf(request: SandboxRequest, { credentials }: WorldAccount): Role | null {
  const presented = presentedBy(request)
  if (presented === null) return null
  // The account was found by the key itself.
  if (presented.by === "key") return presented.role
  const kind = presented.role === "review" ? "review_password" : "ws_password"
  const expected = credentials[kind]
  return expected !== undefined && isSame(presented.password, expected) ? presented.role : null
}

type Presented =
  | { readonly by: "key"; readonly role: Role; readonly key: string }
  | {
      readonly by: "user"
      readonly role: Role
      readonly username: string
      readonly password: string
    }

function presentedBy({ headers }: SandboxRequest): Presented | null {
  const key = headers["x-api-key"]?.trim() ?? ""
  if (key.length > CREDENTIAL_CHARACTERS_MAX) return null
  if (key !== "") {
    return { by: "key", role: key.startsWith(REVIEW_KEY_PREFIX) ? "review" : "store", key }
  }
  const basic = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(headers["authorization"] ?? "")?.[1]
  if (basic === undefined || basic.length > CREDENTIAL_CHARACTERS_MAX) return null
  const [username = "", ...rest] = Buffer.from(basic, "base64").toString("utf8").split(":")
  if (username === "" || rest.length === 0) return null
  const role = username.startsWith(REVIEW_USER_PREFIX) ? "review" : "store"
  return { by: "user", role, username, password: rest.join(":") }
}

function isSame(presented: string, expected: string): boolean {
  return timingSafeEqual(digestOf(presented), digestOf(expected))
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest()
}
