import { idText } from "../ids.ts"
import type { Scope } from "../merchants/api-key.ts"
import type { Session } from "../people/find-session.ts"
import type { MemberRole } from "../people/role.ts"

/** Who calls the API: a program with its key, or a person who is logged in. */
export interface Caller {
  readonly kind: "apiKey" | "person"
  readonly merchantId: string
  /** Of the API key or the person. */
  readonly id: string
  readonly scopes: readonly Scope[]
  /** Of a person. */
  readonly session?: Session
  readonly role?: MemberRole
}

/** `key_…` or `per_…`: who did it, in the audit log and in histories. */
export function actorOf({ caller }: { readonly caller: Caller }): string {
  return idText(caller.kind, caller.id)
}
