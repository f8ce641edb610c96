import { Type } from "typebox"

import { PaidoutError } from "../../../errors.ts"
import { findMerchant } from "../../../merchants/find-merchant.ts"
import { findInvitation } from "../../../people/find-invitation.ts"
import { LOGIN_LIMITS } from "../../../people/login-limits.ts"
import { acceptInvitation } from "../../../pipeline/people/accept-invitation.ts"
import { invitationHash } from "../../../pipeline/people/invite-person.ts"
import { found, type Api } from "../../api.ts"
import { demandAccepted } from "../../login-refusal.ts"
import type { LoginRoom } from "../../login-room.ts"
import { Email, PersonName, strict } from "./fields.ts"
import { demandSession } from "./own-sessions.ts"

const Token = Type.String({ minLength: 1, maxLength: 100 })

/** One-time links: looked at, and used. The token is part of a body, since URLs get into logs. */
export function addJoining(api: Api, room: LoginRoom): void {
  const { hub, sessions } = room

  api.post(
    "/invitation",
    { schema: { hide: true, body: strict({ token: Token }) } },
    async (request) =>
      room.counted(request, undefined, async () => {
        const { token } = request.body
        const invitation = await findInvitation(hub.pool, invitationHash(hub.keyring, token))
        if (invitation === undefined) throw new PaidoutError("invitation_invalid")
        const merchant = found(await findMerchant(hub.pool, invitation.merchantId))
        return {
          merchant: { name: merchant.name },
          role: invitation.role,
          email: invitation.email,
          expires_at: invitation.expiresAt.toISOString(),
        }
      }),
  )

  api.post(
    "/invitation/accept",
    {
      schema: {
        hide: true,
        body: strict({ token: Token, name: PersonName, email: Email, password: Type.String() }),
      },
    },
    async (request, reply) => {
      const { token, name, email, password } = request.body
      demandLength(password)
      await room.counted(request, undefined, async () => {
        const passwordHash = await hashFor(token, password)
        const joiner = { kind: "new", name: name.trim(), email, passwordHash } as const
        await acceptInvitation(hub, { token, joiner })
      })
      demandAccepted(await room.call("logIn", { request, reply, body: { email, password } }))
      return reply.code(204).send(null)
    },
  )

  api.post(
    "/invitation/join",
    { schema: { hide: true, body: strict({ token: Token }) } },
    async (request, reply) => {
      const { personId, email, id: sessionId } = await demandSession(room, request, reply)
      const joiner = { kind: "known", personId, email, sessionId } as const
      await room.counted(request, undefined, async () => {
        await acceptInvitation(hub, { token: request.body.token, joiner })
      })
      sessions.forget(personId)
      return reply.code(204).send(null)
    },
  )

  /** Only for a link that works: else anybody could have us hash. */
  async function hashFor(token: string, password: string): Promise<string> {
    const invitation = await findInvitation(hub.pool, invitationHash(hub.keyring, token))
    if (invitation === undefined) throw new PaidoutError("invitation_invalid")
    return sessions.login.hashPassword(password)
  }
}

/** @throws PaidoutError password_refused */
function demandLength(password: string): void {
  const { passwordCharactersMin: least, passwordCharactersMax: most } = LOGIN_LIMITS
  if (password.length >= least && password.length <= most) return
  throw new PaidoutError("password_refused", `A password has ${least} to ${most} characters.`)
}
