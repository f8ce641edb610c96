import { idText } from "../ids.ts"
import type { Scope } from "../merchants/api-key.ts"

/** Who calls the API: a program with its key, or a person who is logged in. */
export interface Caller {
  readonly kind: "apiKey" | "person"
  readonly merchantId: string
  /** Of the API key or the person. */
  readonly id: string
  readonly scopes: readonly Scope[]
}

/** `key_…` or `per_…`: who did it, in the audit log and in histories. */
export function actorOf({ caller }: { readonly caller: Caller }): string {
  return idText(caller.kind, caller.id)
}
