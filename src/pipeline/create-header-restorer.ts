import type { RestoreHeaders } from "../delivery/dialect.ts"
import { PaidoutError } from "../errors.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { Source } from "../merchants/source.ts"
import { STORED_HASH_PREFIX } from "../providers/credentials.ts"
import { findProvider } from "../providers/index.ts"
import { restoreHeaders } from "../providers/restore-headers.ts"
import type { SourceCache } from "./source-cache.ts"

/**
 * Puts a source's credentials back into stored headers, at the moment they are sent. A credential
 * that the cached source does not have may be one that was added a second ago: it is read afresh.
 */
export function createHeaderRestorer(
  sources: SourceCache,
  keyring: Pick<Keyring, "hash">,
): RestoreHeaders {
  const hash = (credential: string) => STORED_HASH_PREFIX + keyring.hash(credential).toString("hex")
  const restore = (source: Source | undefined, stored: Parameters<RestoreHeaders>[1]) => {
    const provider = source && findProvider(source.provider)
    if (source === undefined || provider === undefined) throw new PaidoutError("not_found")
    return restoreHeaders(stored, { provider, secrets: source.secrets }, hash)
  }
  return async (sourceId, stored) => {
    const restored = restore(await sources.find(sourceId), stored)
    if (restored.exact) return restored.headers
    return restore(await sources.findAfresh(sourceId), stored).headers
  }
}
