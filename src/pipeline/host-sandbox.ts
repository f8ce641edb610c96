import { checkEndpointUrl } from "../delivery/address-guard.ts"
import { readEndpointSettings } from "../delivery/read-endpoint-settings.ts"
import { PaidoutError } from "../errors.ts"
import { beginSandboxProvider } from "../merchants/begin-sandbox-provider.ts"
import { ensureSandboxMerchant } from "../merchants/ensure-sandbox-merchant.ts"
import { insertAudit } from "../merchants/insert-audit.ts"
import { moveSource } from "../merchants/move-source.ts"
import type { Queryable } from "../postgres/pool.ts"
import { closeEndpointAttention } from "./attention/close-endpoint-attention.ts"
import { findDialect } from "./deliver/dialects.ts"
import { insertSandboxSource, type SandboxSource } from "./insert-sandbox-source.ts"
import { tryCallback, type CallbackWish } from "./endpoints/try-callback.ts"
import type { EndpointContext } from "./endpoints/try-endpoint.ts"

/** The hub's side of the sandbox: what the owner of a simulated account does here for it. */
export function hostSandbox(
  context: EndpointContext,
  urls: { readonly baseUrl: () => string; readonly receiveUrl: (sourceId: string) => string },
) {
  const { pool, keyring } = context
  return {
    ...urls,
    async demandAddress(url: string) {
      const refused = await checkEndpointUrl(url, context.policy, context.resolve)
      if (refused === undefined) return
      throw new PaidoutError("endpoint_address_refused", refused.message, {
        detail: { refusal: refused.refusal, url },
      })
    },
    ensureMerchant: (request: { readonly merchantId: string; readonly actor: string }) =>
      ensureSandboxMerchant(pool, keyring, request),
    beginProvider: beginSandboxProvider,
    insertSource: (queryable: Queryable, source: SandboxSource) =>
      insertSandboxSource(queryable, keyring, source),
    moveSource,
    readSettings(provider: string, settings: unknown) {
      const dialect = findDialect(provider)
      if (dialect === undefined) throw new PaidoutError("provider_unknown")
      return readEndpointSettings(settings, dialect)
    },
    tryCallback: (wish: CallbackWish) => tryCallback(context, wish),
    closeAttention: (
      queryable: Queryable,
      endpoint: { readonly merchantId: string; readonly id: string },
    ) => closeEndpointAttention(queryable, { ...endpoint, because: "deleted" }),
    audit: insertAudit,
  }
}
