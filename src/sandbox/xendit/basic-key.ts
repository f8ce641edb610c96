import type { SandboxRequest } from "../exchange.ts"
import { basicCredential } from "../../providers/credentials.ts"

/** The API key of HTTP Basic: the user name, with an empty password. */
export function basicKey({ headers }: SandboxRequest): string | undefined {
  const credential = basicCredential(headers["authorization"] ?? "")
  return credential !== undefined && /^[^:]+:$/.test(credential)
    ? credential.slice(0, -1)
    : undefined
}
