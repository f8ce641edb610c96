import { Type } from "typebox"

import { findFirstMerchant } from "../../merchants/find-merchant.ts"
import { deleteOldestSessions } from "../../people/delete-oldest-sessions.ts"
import { hasOwner } from "../../people/has-owner.ts"
import type { LoginAnswer } from "../../people/login.ts"
import type { Api } from "../api.ts"
import type { Hub } from "../hub.ts"
import { demandAccepted } from "../login-refusal.ts"
import type { LoginRoom } from "../login-room.ts"
import { createLoginTries, type Trying } from "../login-tries.ts"
import type { PersonSessions } from "../person-sessions.ts"
import { createRemoteAddress } from "../remote-address.ts"
import { demandSameOrigin } from "../same-origin.ts"
import { addJoining } from "./login/joining.ts"
import { addOwnSessions } from "./login/own-sessions.ts"
import { addPasswordAndCodes } from "./login/password-and-codes.ts"
import { EmailTyped, PasswordTyped, strict } from "./login/fields.ts"

/**
 * What a browser needs to log in. These are no part of the API: programs have keys. Whatever else
 * better-auth can do has no path here.
 */
export function loginRoutes(api: Api, hub: Hub, sessions: PersonSessions): void {
  const remoteAddress = createRemoteAddress(hub.trustedProxyCidrs ?? [])
  const tries = createLoginTries(hub)
  api.addHook("onRequest", async (request) => demandSameOrigin(request, hub.mail.publicUrl))

  const room: LoginRoom = {
    hub,
    sessions,
    async call(call, { request, reply, body }) {
      const answer = await sessions.login.call(call, {
        cookie: request.headers.cookie,
        address: remoteAddress(request.raw),
        userAgent: request.headers["user-agent"],
        ...(body !== undefined && { body }),
      })
      if (answer.cookies.length > 0) reply.header("set-cookie", answer.cookies)
      return answer
    },
    async counted(request, email, work) {
      const trying: Trying = {
        address: remoteAddress(request.raw),
        ...(email !== undefined && { email }),
      }
      await tries.take(trying)
      const result = await work()
      await tries.giveBack(trying)
      return result
    },
  }

  addSetup(api, hub)
  addLogin(api, room)
  addPasswordAndCodes(api, room)
  addOwnSessions(api, room)
  addJoining(api, room)
}

/** So that a page can say what to do: nobody can log in before there is an owner. */
function addSetup(api: Api, hub: Hub): void {
  api.get("/setup", { schema: { hide: true } }, async () => {
    const first = await findFirstMerchant(hub.pool)
    return { needs_owner: first === undefined || !(await hasOwner(hub.pool, first.id)) }
  })
}

function addLogin(api: Api, room: LoginRoom): void {
  api.post(
    "/login",
    { schema: { hide: true, body: strict({ email: EmailTyped, password: PasswordTyped }) } },
    async (request, reply) => {
      const { email, password } = request.body
      return room.counted(request, email, async () => {
        const answer = await room.call("logIn", { request, reply, body: { email, password } })
        demandAccepted(answer)
        await boundSessions(room, answer)
        const { twoFactorRedirect = false } = answer.body as { twoFactorRedirect?: boolean }
        return { needs_code: twoFactorRedirect }
      })
    },
  )

  const Code = Type.Union([
    strict({ code: Type.String({ maxLength: 20 }) }),
    strict({ backup_code: Type.String({ maxLength: 50 }) }),
  ])
  api.post("/login/code", { schema: { hide: true, body: Code } }, async (request, reply) => {
    const { body } = request
    await room.counted(request, undefined, async () => {
      const answer =
        "code" in body
          ? await room.call("verifyCode", { request, reply, body: { code: body.code } })
          : await room.call("verifyBackupCode", {
              ...{ request, reply },
              body: { code: body.backup_code },
            })
      demandAccepted(answer)
      await boundSessions(room, answer)
    })
    return reply.code(204).send(null)
  })

  api.post("/logout", { schema: { hide: true } }, async (request, reply) => {
    const session = await room.sessions.find(request, reply)
    await room.call("logOut", { request, reply })
    if (session !== undefined) room.sessions.forget(session.personId)
    return reply.code(204).send(null)
  })
}

async function boundSessions({ hub }: LoginRoom, { body }: LoginAnswer): Promise<void> {
  const { user } = body as { readonly user?: { readonly id: string } }
  if (user !== undefined) await deleteOldestSessions(hub.pool, user.id)
}
