import type { FastifyReply, FastifyRequest } from "fastify"

import { PaidoutError } from "../errors.ts"
import type { ApiKey } from "../merchants/api-key.ts"
import { findApiKeyByHash } from "../merchants/find-api-key.ts"
import { touchApiKey } from "../merchants/touch-api-key.ts"
import { createRateLimit, type Rate } from "../rate-limit.ts"
import { idText } from "../ids.ts"
import type { Session } from "../people/find-session.ts"
import type { Caller } from "./caller.ts"
import type { Hub } from "./hub.ts"
import type { PersonSessions } from "./person-sessions.ts"
import { addressGroup, createRemoteAddress } from "./remote-address.ts"
import { demandSameOrigin } from "./same-origin.ts"
import { SCOPES_OF_ROLE } from "./scopes-of-role.ts"

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

/** Of a page: the merchant that it shows. An old tab must not act for another one. */
const MERCHANT_HEADER = "paidout-merchant"

/**
 * Bearer API keys, else the cookie of a person who is logged in. A key is looked up by its keyed
 * hash, so neither the time that takes nor the table tells anything about a key that is near.
 */
export function createAuthentication(hub: Hub, sessions: PersonSessions): Authentication {
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

  async function callerOf(request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const key = bearerKey(request.headers.authorization)
    if (key !== undefined) {
      const apiKey = await find(key, addressGroup(remoteAddress(request.raw)))
      if (apiKey !== undefined) return callerOfKey(apiKey)
    } else if (request.headers.authorization === undefined) {
      const session = await sessions.find(request, reply)
      if (session !== undefined) {
        demandSameOrigin(request, hub.mail.publicUrl)
        return callerOfSession(session, request.headers[MERCHANT_HEADER])
      }
    }
    const told = request.headers.authorization === undefined ? "" : ', error="invalid_token"'
    reply.header("www-authenticate", `Bearer realm="paidout"${told}`)
    throw new PaidoutError("unauthorized")
  }

  return {
    async authenticate(request, reply) {
      const caller = await callerOf(request, reply)
      const who = WORDS[caller.kind]
      const waitMs = rate === null ? 0 : calls.take(caller.id, rate)
      if (waitMs > 0) throw tooMany(`${who.subject} calls more often than it may.`, waitMs)
      const scope = request.routeOptions.config.scope
      if (scope === undefined || !caller.scopes.includes(scope)) {
        throw new PaidoutError("forbidden", `${who.lacking} "${scope}".`, {
          detail: { scope_needed: scope, scopes: caller.scopes },
        })
      }
      request.caller = caller
    },
    forget(apiKeyId) {
      for (const [name, { apiKey }] of cached) if (apiKey.id === apiKeyId) cached.delete(name)
    },
  }
}

const WORDS = {
  apiKey: { subject: "This API key", lacking: "This call needs the scope" },
  person: { subject: "Your browser", lacking: "Your role does not have the scope" },
} as const satisfies Record<Caller["kind"], object>

function callerOfKey({ merchantId, id, scopes }: ApiKey): Caller {
  return { kind: "apiKey", merchantId, id, scopes }
}

/** @throws PaidoutError forbidden, merchant_changed */
function callerOfSession(session: Session, meant: string | string[] | undefined): Caller {
  const { personId, membership } = session
  if (membership === null) throw new PaidoutError("forbidden", "You are a member of no merchant.")
  const { merchantId, role } = membership
  if (meant !== undefined && meant !== idText("merchant", merchantId)) {
    throw new PaidoutError("merchant_changed")
  }
  return { kind: "person", id: personId, merchantId, role, session, scopes: SCOPES_OF_ROLE[role] }
}

function rateOf(perSecond: number | null | undefined): Rate | null {
  if (perSecond === null || perSecond === undefined) return null
  return { perSecond, burst: Math.max(1, perSecond * API_LIMITS.burstSeconds) }
}

function tooMany(message: string, waitMs: number): PaidoutError {
  const seconds = Math.ceil(waitMs / 1_000)
  return new PaidoutError("rate_limited", message, { detail: { retry_after_seconds: seconds } })
}

function bearerKey(authorization: string | undefined): string | undefined {
  const key = /^bearer +([^ ].*)$/i.exec(authorization ?? "")?.[1]
  return key !== undefined && key.length <= keyCharactersMax ? key : undefined
}
