import { Type } from "typebox"

import { idText } from "../../../ids.ts"
import { insertAudit } from "../../../merchants/insert-audit.ts"
import type { Session } from "../../../people/find-session.ts"
import type { Api } from "../../api.ts"
import { demandAccepted } from "../../login-refusal.ts"
import type { LoginRoom } from "../../login-room.ts"
import { PasswordTyped, strict } from "./fields.ts"
import { demandSession } from "./own-sessions.ts"

interface SecondFactor {
  readonly totpURI: string
  readonly backupCodes: readonly string[]
}

/** A person's own password, and the codes that may be asked for besides. */
export function addPasswordAndCodes(api: Api, room: LoginRoom): void {
  api.post(
    "/password",
    {
      schema: {
        hide: true,
        body: strict({ current_password: PasswordTyped, new_password: Type.String() }),
      },
    },
    async (request, reply) => {
      const session = await demandSession(room, request, reply)
      const body = {
        currentPassword: request.body.current_password,
        newPassword: request.body.new_password,
        revokeOtherSessions: true,
      }
      await room.counted(request, session.email, async () => {
        demandAccepted(await room.call("changePassword", { request, reply, body }))
      })
      await note(room, session, "person.change_password")
      return reply.code(204).send(null)
    },
  )

  const Password = { schema: { hide: true, body: strict({ password: PasswordTyped }) } }

  api.post("/second-factor", Password, async (request, reply) => {
    const session = await demandSession(room, request, reply)
    return room.counted(request, session.email, async () => {
      const { password } = request.body
      const answer = await room.call("beginSecondFactor", { request, reply, body: { password } })
      demandAccepted(answer)
      const { totpURI, backupCodes } = answer.body as SecondFactor
      return { uri: totpURI, backup_codes: backupCodes }
    })
  })

  api.post(
    "/second-factor/confirm",
    { schema: { hide: true, body: strict({ code: Type.String({ maxLength: 20 }) }) } },
    async (request, reply) => {
      const session = await demandSession(room, request, reply)
      await room.counted(request, session.email, async () => {
        const { code } = request.body
        demandAccepted(await room.call("verifyCode", { request, reply, body: { code } }))
      })
      await note(room, session, "person.begin_second_factor")
      return reply.code(204).send(null)
    },
  )

  api.post("/second-factor/end", Password, async (request, reply) => {
    const session = await demandSession(room, request, reply)
    await room.counted(request, session.email, async () => {
      const { password } = request.body
      demandAccepted(await room.call("endSecondFactor", { request, reply, body: { password } }))
    })
    await note(room, session, "person.end_second_factor")
    return reply.code(204).send(null)
  })

  api.post("/second-factor/backup-codes", Password, async (request, reply) => {
    const session = await demandSession(room, request, reply)
    const backupCodes = await room.counted(request, session.email, async () => {
      const { password } = request.body
      const answer = await room.call("renewBackupCodes", { request, reply, body: { password } })
      demandAccepted(answer)
      return (answer.body as SecondFactor).backupCodes
    })
    await note(room, session, "person.renew_backup_codes")
    return { backup_codes: backupCodes }
  })
}

/** Told afterwards, since better-auth changes what is its own in a transaction of its own. */
async function note(room: LoginRoom, session: Session, action: string): Promise<void> {
  room.sessions.forget(session.personId)
  if (session.membership === null) return
  const actor = idText("person", session.personId)
  const { merchantId } = session.membership
  await insertAudit(room.hub.pool, { merchantId, actor, action, object: actor })
}
