import type { Dialect } from "../../delivery/dialect.ts"
import { PaidoutError } from "../../errors.ts"
import type { Scope } from "../../merchants/api-key.ts"

/**
 * Where requests go on as they were received, whole accounts and the provider's credentials go with
 * them: who says where to must be allowed to see them.
 * @throws PaidoutError forbidden
 */
export function demandRawScope(dialect: Dialect, scopes: readonly Scope[]): void {
  if (!dialect.forwards || scopes.includes("raw")) return
  throw new PaidoutError(
    "forbidden",
    `The dialect ${dialect.name} hands on requests as received: this needs the scope "raw".`,
    { detail: { scope_needed: "raw", scopes } },
  )
}
