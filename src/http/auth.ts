import type { FastifyReply, FastifyRequest } from "fastify"

import { PaidoutError } from "../errors.ts"
import type { ApiKey } from "../merchants/api-key.ts"
import { findApiKeyByHash } from "../merchants/find-api-key.ts"
import { touchApiKey } from "../merchants/touch-api-key.ts"
import type { Hub } from "./hub.ts"

/** How long a key that was revoked by another process still works here. */
const cachedMs = 5_000
const touchedEveryMs = 60_000
const cachedKeysMax = 1_000
const keyCharactersMax = 512

export interface Authentication {
  /** Finds whose request it is and holds the key against the route's scope. */
  authenticate(request: FastifyRequest, reply: FastifyReply): Promise<void>
  /** A revoked key stops working here at once. */
  forget(apiKeyId: string): void
}

interface CachedKey {
  readonly apiKey: ApiKey
  readonly readAt: number
}

/**
 * Bearer API keys. A key is looked up by its keyed hash, so neither the time that takes nor the
 * table tells anything about a key that is near.
 */
export function createAuthentication(hub: Hub): Authentication {
  const cached = new Map<string, CachedKey>()
  const touchedAt = new Map<string, number>()

  async function find(key: string): Promise<ApiKey | undefined> {
    const hash = hub.keyring.hash(key)
    const name = hash.toString("base64")
    const known = cached.get(name)
    if (known !== undefined && Date.now() - known.readAt < cachedMs) return known.apiKey
    cached.delete(name)
    const apiKey = await findApiKeyByHash(hub.pool, hash)
    if (apiKey === undefined) return undefined
    if (cached.size >= cachedKeysMax) cached.clear()
    cached.set(name, { apiKey, readAt: Date.now() })
    touch(apiKey)
    return apiKey
  }

  function touch(apiKey: ApiKey): void {
    const now = Date.now()
    if (now - (touchedAt.get(apiKey.id) ?? 0) < touchedEveryMs) return
    if (touchedAt.size >= cachedKeysMax) touchedAt.clear()
    touchedAt.set(apiKey.id, now)
    touchApiKey(hub.pool, apiKey).catch(() => touchedAt.delete(apiKey.id))
  }

  return {
    async authenticate(request, reply) {
      const apiKey = await findOrChallenge(request, reply, find)
      const scope = request.routeOptions.config.scope
      if (scope === undefined || !apiKey.scopes.includes(scope)) {
        throw new PaidoutError("forbidden", `This call needs the scope "${scope}".`, {
          detail: { scope_needed: scope, scopes: apiKey.scopes },
        })
      }
      request.apiKey = apiKey
    },
    forget(apiKeyId) {
      for (const [name, { apiKey }] of cached) if (apiKey.id === apiKeyId) cached.delete(name)
    },
  }
}

async function findOrChallenge(
  request: FastifyRequest,
  reply: FastifyReply,
  find: (key: string) => Promise<ApiKey | undefined>,
): Promise<ApiKey> {
  const key = bearerKey(request.headers.authorization)
  const apiKey = key === undefined ? undefined : await find(key)
  if (apiKey !== undefined) return apiKey
  const told = request.headers.authorization === undefined ? "" : ', error="invalid_token"'
  reply.header("www-authenticate", `Bearer realm="paidout"${told}`)
  throw new PaidoutError("unauthorized")
}

function bearerKey(authorization: string | undefined): string | undefined {
  const key = /^bearer +([^ ].*)$/i.exec(authorization ?? "")?.[1]
  return key !== undefined && key.length <= keyCharactersMax ? key : undefined
}
