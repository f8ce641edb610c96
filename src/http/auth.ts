import type { FastifyReply, FastifyRequest } from "fastify"

import { PaidoutError } from "../errors.ts"
import type { ApiKey } from "../merchants/api-key.ts"
import { findApiKeyByHash } from "../merchants/find-api-key.ts"
import { touchApiKey } from "../merchants/touch-api-key.ts"
import { createRateLimit, type Rate } from "../rate-limit.ts"
import type { Caller } from "./caller.ts"
import type { Hub } from "./hub.ts"
import { addressGroup, createRemoteAddress } from "./remote-address.ts"

/** How long a key that was revoked by another process still works here. */
const cachedMs = 5_000
const touchedEveryMs = 60_000
const cachedKeysMax = 1_000
const keyCharactersMax = 512

export const API_LIMITS = {
  /** What a key may do at once after a rest: so many seconds' worth of its rate. */
  burstSeconds: 10,
  /** Of each remote address: keys that turned out wrong. A known key is never held up by them. */
  wrongKeys: { perSecond: 1, burst: 100 },
  /** Whose calls are remembered. */
  keysMax: 10_000,
  addressesMax: 10_000,
} as const

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
  const calls = createRateLimit({ namesMax: API_LIMITS.keysMax })
  const wrongKeys = createRateLimit({ namesMax: API_LIMITS.addressesMax })
  const remoteAddress = createRemoteAddress(hub.trustedProxyCidrs ?? [])
  const rate = rateOf(hub.apiRatePerSecond)

  async function find(key: string, address: string): Promise<ApiKey | undefined> {
    const hash = hub.keyring.hash(key)
    const name = hash.toString("base64")
    const known = cached.get(name)
    if (known !== undefined && Date.now() - known.readAt < cachedMs) return known.apiKey
    // Counted before the database is asked, so that a flood at one moment counts, too.
    const counts = known === undefined
    const waitMs = counts ? wrongKeys.take(address, API_LIMITS.wrongKeys) : 0
    if (waitMs > 0) throw tooMany("Too many wrong API keys came from your address.", waitMs)
    const apiKey = await findApiKeyByHash(hub.pool, hash)
    cached.delete(name)
    if (apiKey === undefined) return undefined
    if (counts) wrongKeys.giveBack(address, API_LIMITS.wrongKeys)
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
      const apiKey = await findOrChallenge(request, reply, (key) =>
        find(key, addressGroup(remoteAddress(request.raw))),
      )
      const waitMs = rate === null ? 0 : calls.take(apiKey.id, rate)
      if (waitMs > 0) throw tooMany("This API key calls more often than it may.", waitMs)
      const scope = request.routeOptions.config.scope
      if (scope === undefined || !apiKey.scopes.includes(scope)) {
        throw new PaidoutError("forbidden", `This call needs the scope "${scope}".`, {
          detail: { scope_needed: scope, scopes: apiKey.scopes },
        })
      }
      request.caller = callerOf(apiKey)
    },
    forget(apiKeyId) {
      for (const [name, { apiKey }] of cached) if (apiKey.id === apiKeyId) cached.delete(name)
    },
  }
}

function callerOf({ merchantId, id, scopes }: ApiKey): Caller {
  return { kind: "apiKey", merchantId, id, scopes }
}

function rateOf(perSecond: number | null | undefined): Rate | null {
  if (perSecond === null || perSecond === undefined) return null
  return { perSecond, burst: Math.max(1, perSecond * API_LIMITS.burstSeconds) }
}

function tooMany(message: string, waitMs: number): PaidoutError {
  const seconds = Math.ceil(waitMs / 1_000)
  return new PaidoutError("rate_limited", message, { detail: { retry_after_seconds: seconds } })
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
