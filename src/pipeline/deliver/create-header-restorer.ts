import { setTimeout as sleep } from "node:timers/promises"

import type { RestoreHeaders } from "../../delivery/dialect.ts"
import { PaidoutError } from "../../errors.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import { STORED_HASH_PREFIX } from "../../providers/credentials.ts"
import { findProvider } from "../../providers/index.ts"
import { restoreHeaders } from "../../providers/restore-headers.ts"
import { Overloaded } from "../receive/group-commit.ts"
import type { SourceCache } from "../receive/source-cache.ts"

/** For its turn to read a source: a worker that starts may send of more than are read at once. */
const WAIT_MS_MAX = 5_000
const LOOK_AGAIN_MS = 20

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
    const restored = restore(await inTurn(() => sources.find(sourceId)), stored)
    if (restored.exact) return restored.headers
    return restore(await inTurn(() => sources.findAfresh(sourceId)), stored).headers
  }
}

/** No fault of the endpoint, so it is not a failed attempt. */
async function inTurn(read: () => Promise<Source | undefined>): Promise<Source | undefined> {
  const endMs = performance.now() + WAIT_MS_MAX
  for (;;) {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof Overloaded) || performance.now() > endMs) throw error
      await sleep(LOOK_AGAIN_MS)
    }
  }
}
