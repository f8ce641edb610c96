import { Type } from "typebox"

import { idText } from "../../ids.ts"
import { listMembers } from "../../people/list-members.ts"
import type { Member } from "../../people/member.ts"
import { changeMemberRole } from "../../pipeline/people/change-member-role.ts"
import { removeMember } from "../../pipeline/people/remove-member.ts"
import { uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import type { PersonSessions } from "../person-sessions.ts"
import { RoleSchema } from "../schemas/people.ts"
import { IdInPath, listOf } from "../schemas/parts.ts"
import { demandScopesOf } from "../scopes-of-role.ts"

export function memberRoutes(api: Api, hub: Hub, sessions: PersonSessions): void {
  const tags = ["people"]

  api.get(
    "/members",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Who is a member of the merchant",
        querystring: listQuery({}),
        response: { 200: listOf<MemberView>("Member") },
      },
    },
    async (request) => {
      const page = pageOf("person", request.query)
      const { merchantId } = request.caller
      const rows = await listMembers(hub.pool, { merchantId, ...page })
      return listAnswer("person", page, { rows, view: memberView })
    },
  )

  api.patch(
    "/members/:id",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Give a member another role",
        params: IdInPath,
        body: Type.Object({ role: RoleSchema }, { additionalProperties: false }),
        response: { 204: Type.Null({ description: "It counts from now on." }) },
      },
    },
    async (request, reply) => {
      const { role } = request.body
      demandScopesOf(role, request.caller)
      const personId = uuidOf("person", request.params.id)
      const { merchantId } = request.caller
      await changeMemberRole(hub.pool, { merchantId, personId, role, actor: actorOf(request) })
      sessions.forget(personId)
      return reply.code(204).send(null)
    },
  )

  api.delete(
    "/members/:id",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Remove a member",
        params: IdInPath,
        response: { 204: Type.Null({ description: "The person has no access any more." }) },
      },
    },
    async (request, reply) => {
      const personId = uuidOf("person", request.params.id)
      const { merchantId } = request.caller
      await removeMember(hub.pool, { merchantId, personId, actor: actorOf(request) })
      sessions.forget(personId)
      return reply.code(204).send(null)
    },
  )
}

type MemberView = ReturnType<typeof memberView>

function memberView(member: Member) {
  return {
    id: idText("person", member.id),
    name: member.name,
    email: member.email,
    role: member.role,
    two_factor: member.hasSecondFactor,
    last_seen_at: member.seenAt?.toISOString() ?? null,
    created_at: member.createdAt.toISOString(),
  }
}
