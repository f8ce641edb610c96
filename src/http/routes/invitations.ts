import { Type } from "typebox"

import { idText } from "../../ids.ts"
import type { Invitation } from "../../people/invitation.ts"
import { listInvitations } from "../../people/list-invitations.ts"
import { invitePerson } from "../../pipeline/people/invite-person.ts"
import { withdrawInvitation } from "../../pipeline/people/withdraw-invitation.ts"
import { uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { RoleSchema } from "../schemas/people.ts"
import { IdInPath, listOf, refTo } from "../schemas/parts.ts"
import { demandScopesOf } from "../scopes-of-role.ts"
import { Email } from "./login/fields.ts"

export function invitationRoutes(api: Api, hub: Hub): void {
  const tags = ["people"]

  api.get(
    "/invitations",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "List the links to join that are open",
        querystring: listQuery({}),
        response: { 200: listOf<InvitationView>("Invitation") },
      },
    },
    async (request) => {
      const page = pageOf("invitation", request.query)
      const { merchantId } = request.caller
      const rows = await listInvitations(hub.pool, { merchantId, ...page })
      return listAnswer("invitation", page, { rows, view: invitationView })
    },
  )

  api.post(
    "/invitations",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "A link that makes its holder a member; it is shown this once",
        description: "It works once, for seven days. With `email`, for that address only.",
        body: Type.Object(
          { role: RoleSchema, email: Type.Optional(Email) },
          { additionalProperties: false },
        ),
        response: { 201: refTo<NewInvitationView>("NewInvitation") },
      },
    },
    async (request, reply) => {
      const { role, email = null } = request.body
      demandScopesOf(role, request.caller)
      const { merchantId } = request.caller
      const wanted = { merchantId, role, email, actor: actorOf(request) }
      const { invitation, token } = await invitePerson(hub, wanted)
      return reply
        .code(201)
        .send({ ...invitationView(invitation), url: `${hub.url()}/invite/${token}` })
    },
  )

  api.delete(
    "/invitations/:id",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Withdraw a link",
        params: IdInPath,
        response: { 204: Type.Null({ description: "It works no more." }) },
      },
    },
    async (request, reply) => {
      const id = uuidOf("invitation", request.params.id)
      const { merchantId } = request.caller
      await withdrawInvitation(hub.pool, { merchantId, id, actor: actorOf(request) })
      return reply.code(204).send(null)
    },
  )
}

type InvitationView = ReturnType<typeof invitationView>
type NewInvitationView = InvitationView & { readonly url: string }

function invitationView(invitation: Invitation) {
  return {
    id: idText("invitation", invitation.id),
    role: invitation.role,
    email: invitation.email,
    created_by: invitation.createdBy,
    created_at: invitation.createdAt.toISOString(),
    expires_at: invitation.expiresAt.toISOString(),
  }
}
