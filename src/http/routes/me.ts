import { Type } from "typebox"

import { PaidoutError } from "../../errors.ts"
import { idUuid } from "../../ids.ts"
import { findMerchant } from "../../merchants/find-merchant.ts"
import type { Merchant } from "../../merchants/merchant.ts"
import type { Session } from "../../people/find-session.ts"
import { listMemberships } from "../../people/list-memberships.ts"
import { setSessionMerchant } from "../../people/set-session-merchant.ts"
import { renameMe } from "../../pipeline/people/rename-me.ts"
import { found, type Api } from "../api.ts"
import { actorOf, type Caller } from "../caller.ts"
import type { Hub } from "../hub.ts"
import type { PersonSessions } from "../person-sessions.ts"
import { Id, refTo } from "../schemas/parts.ts"
import { PersonName } from "./login/fields.ts"
import { merchantView } from "./merchants.ts"

/** Who calls, and what he may do. */
export function meRoutes(api: Api, hub: Hub, sessions: PersonSessions): void {
  const tags = ["people"]

  api.get(
    "/me",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "Who calls, and what he may do",
        response: { 200: refTo<MeView>("Me") },
      },
    },
    async ({ caller }) => {
      const merchant = found(await findMerchant(hub.pool, caller.merchantId))
      const others =
        caller.kind === "person" ? await listMemberships(hub.pool, caller.id) : [merchant]
      return meView(caller, merchant, others)
    },
  )

  api.patch(
    "/me",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "Change your own name; people only",
        body: Type.Object({ name: PersonName }, { additionalProperties: false }),
        response: { 204: Type.Null({ description: "It counts from now on." }) },
      },
    },
    async ({ caller, body }, reply) => {
      const { personId } = sessionOf(caller)
      const { merchantId } = caller
      await renameMe(hub.pool, { merchantId, personId, name: body.name.trim() })
      sessions.forget(personId)
      return reply.code(204).send(null)
    },
  )

  api.post(
    "/me/merchant",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "Act for another merchant whose member you are; people only",
        description:
          "It counts for the whole login. A page that sends the header `paidout-merchant` with the " +
          "id of the merchant it shows is answered 409 `merchant_changed` from then on.",
        body: Type.Object({ merchant_id: Id("merchant") }, { additionalProperties: false }),
        response: { 204: Type.Null({ description: "It counts from now on." }) },
      },
    },
    async ({ caller, body }, reply) => {
      const { id: sessionId, personId } = sessionOf(caller)
      const merchantId = found(idUuid("merchant", body.merchant_id))
      const isSet = await setSessionMerchant(hub.pool, { sessionId, personId, merchantId })
      if (!isSet) throw new PaidoutError("not_found")
      sessions.forget(personId)
      return reply.code(204).send(null)
    },
  )
}

/** @throws PaidoutError forbidden: it is an API key. */
function sessionOf({ session }: Caller): Session {
  if (session === undefined) throw new PaidoutError("forbidden", "Only a person can do that.")
  return session
}

type MeView = ReturnType<typeof meView>

function meView(caller: Caller, merchant: Merchant, merchants: readonly Merchant[]) {
  const { session } = caller
  return {
    id: actorOf({ caller }),
    kind: caller.kind,
    name: session?.name ?? null,
    email: session?.email ?? null,
    role: caller.role ?? null,
    scopes: [...caller.scopes],
    two_factor: session?.hasSecondFactor ?? false,
    merchant: merchantView(merchant),
    merchants: merchants.map(merchantView),
  }
}
