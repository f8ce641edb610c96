import type { FastifyReply, FastifyRequest } from "fastify"

import { findSession, type Session } from "../people/find-session.ts"
import { createLogin, type Login } from "../people/login.ts"
import type { Hub } from "./hub.ts"
import { createRemoteAddress } from "./remote-address.ts"

/** How long a session, or a role, that ended in another process still works here. */
const cachedMs = 5_000
const cachedSessionsMax = 1_000

export interface PersonSessions {
  readonly login: Login
  /** Who is logged in on this browser. Renews its cookie where that is due. */
  find(request: FastifyRequest, reply: FastifyReply): Promise<Session | undefined>
  /** Whatever changed of a person, here it counts at once. */
  forget(personId: string): void
}

export function createPersonSessions(hub: Hub): PersonSessions {
  const cached = new Map<string, { readonly session: Session; readonly readAt: number }>()
  const remoteAddress = createRemoteAddress(hub.trustedProxyCidrs ?? [])
  const login = createLogin({
    pool: hub.pool,
    secret: hub.keyring.derive("people's logins").toString("base64url"),
    isSecure: hub.mail.publicUrl?.startsWith("https:") === true,
  })
  // Counted, so that what was read before a change is not kept after it.
  let changes = 0

  return {
    login,
    async find(request, reply) {
      const value = cookieOf(request.headers.cookie, login.cookieName)
      if (value === undefined) return undefined
      const known = cached.get(value)
      if (known !== undefined && Date.now() - known.readAt < cachedMs) return known.session
      cached.delete(value)
      const changesBefore = changes
      const answer = await login.call("findSession", {
        cookie: `${login.cookieName}=${value}`,
        address: remoteAddress(request.raw),
        userAgent: request.headers["user-agent"],
      })
      if (answer.cookies.length > 0 && !reply.sent) reply.header("set-cookie", answer.cookies)
      const id = (answer.body as FoundSession | null)?.session?.id
      const session = id === undefined ? undefined : await findSession(hub.pool, id)
      if (session === undefined || changes !== changesBefore) return session
      if (cached.size >= cachedSessionsMax) cached.clear()
      cached.set(value, { session, readAt: Date.now() })
      return session
    },
    forget(personId) {
      changes += 1
      for (const [value, { session }] of cached) {
        if (session.personId === personId) cached.delete(value)
      }
    },
  }
}

interface FoundSession {
  readonly session?: { readonly id: string }
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const [given = "", ...value] = part.split("=")
    if (given.trim() === name) return value.join("=").trim()
  }
  return undefined
}
