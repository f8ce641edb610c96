import { PaidoutError } from "../errors.ts"
import type { SandboxAccount } from "../sandbox/account.ts"
import { findAccount } from "../sandbox/find-account.ts"
import type { HostedSandbox } from "../sandbox/sandbox-context.ts"
import type { Sandbox } from "../sandbox/sandbox.ts"
import { found, uuidOf } from "./api.ts"
import type { Hub } from "./hub.ts"
import { actorOf, type Caller } from "./caller.ts"

/** @throws PaidoutError sandbox_off */
export function sandboxOf(hub: Hub): Sandbox & { readonly context: HostedSandbox } {
  if (hub.sandbox === undefined) throw new PaidoutError("sandbox_off")
  return hub.sandbox
}

interface AccountRequest {
  readonly caller: Caller
  readonly params: { readonly id: string }
}

/** The account that a path names: one of the key's merchant. */
export function accountKeyOf({ caller, params }: AccountRequest) {
  return {
    merchantId: caller.merchantId,
    id: uuidOf("sandboxAccount", params.id),
    actor: actorOf({ caller }),
  }
}

/** @throws PaidoutError sandbox_off, not_found */
export async function accountOf(hub: Hub, request: AccountRequest): Promise<SandboxAccount> {
  const { pool } = sandboxOf(hub).context
  return found(await findAccount(pool, accountKeyOf(request)))
}
