import { PaidoutError } from "../errors.ts"
import type { Scope } from "../merchants/api-key.ts"
import type { MemberRole } from "../people/role.ts"
import type { Caller } from "./caller.ts"

/** What a member may do: each route asks for a scope, of people as of API keys. */
export const SCOPES_OF_ROLE = {
  owner: ["read", "write", "raw", "admin"],
  operator: ["read", "write", "raw"],
  viewer: ["read"],
} as const satisfies Record<MemberRole, readonly Scope[]>

/** Nobody makes a member of more than he is himself. @throws PaidoutError forbidden */
export function demandScopesOf(role: MemberRole, { scopes }: Caller): void {
  const lacked = SCOPES_OF_ROLE[role].filter((scope) => !scopes.includes(scope))
  if (lacked.length === 0) return
  throw new PaidoutError("forbidden", `This key cannot give what it lacks: ${lacked.join(", ")}.`)
}
