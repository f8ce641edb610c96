import type { FastifyReply, FastifyRequest } from "fastify"

import { PaidoutError } from "../../../errors.ts"
import { deleteOtherSessions } from "../../../people/delete-other-sessions.ts"
import { deleteSession } from "../../../people/delete-session.ts"
import type { Session } from "../../../people/find-session.ts"
import { listSessions } from "../../../people/list-sessions.ts"
import type { Api } from "../../api.ts"
import { IdInPath } from "../../schemas/parts.ts"
import type { LoginRoom } from "../../login-room.ts"

/** @throws PaidoutError unauthorized */
export async function demandSession(
  { sessions }: LoginRoom,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Session> {
  const session = await sessions.find(request, reply)
  if (session === undefined) throw new PaidoutError("unauthorized", "You are not logged in.")
  return session
}

/** Where a person is logged in, and how to end it. */
export function addOwnSessions(api: Api, room: LoginRoom): void {
  const { pool } = room.hub

  api.get("/sessions", { schema: { hide: true } }, async (request, reply) => {
    const own = await demandSession(room, request, reply)
    const listed = await listSessions(pool, own.personId)
    return {
      data: listed.map(({ id, address, userAgent, createdAt, seenAt }) => ({
        id,
        address,
        user_agent: userAgent,
        created_at: createdAt.toISOString(),
        last_seen_at: seenAt.toISOString(),
        is_this: id === own.id,
      })),
    }
  })

  api.delete(
    "/sessions/:id",
    { schema: { hide: true, params: IdInPath } },
    async (request, reply) => {
      const { personId } = await demandSession(room, request, reply)
      const { id } = request.params
      if (!UUID.test(id) || !(await deleteSession(pool, { personId, id }))) {
        throw new PaidoutError("not_found")
      }
      room.sessions.forget(personId)
      return reply.code(204).send(null)
    },
  )

  api.delete("/sessions", { schema: { hide: true } }, async (request, reply) => {
    const { personId, id } = await demandSession(room, request, reply)
    await deleteOtherSessions(pool, { personId, id })
    room.sessions.forget(personId)
    return reply.code(204).send(null)
  })
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/
