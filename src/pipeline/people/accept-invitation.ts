import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { findInvitation } from "../../people/find-invitation.ts"
import { insertMember } from "../../people/insert-member.ts"
import { insertPerson } from "../../people/insert-person.ts"
import type { Invitation } from "../../people/invitation.ts"
import { setSessionMerchant } from "../../people/set-session-merchant.ts"
import { useInvitation } from "../../people/use-invitation.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { invitationHash, type PeopleContext } from "./invite-person.ts"

/** Who joins: somebody new, or who is logged in. */
export type Joiner =
  | {
      readonly kind: "new"
      readonly name: string
      readonly email: string
      readonly passwordHash: string
    }
  | {
      readonly kind: "known"
      readonly personId: string
      readonly email: string
      readonly sessionId: string
    }

/**
 * Uses the link up and makes its holder a member, or does neither.
 * @throws PaidoutError invitation_invalid, email_taken, conflict, forbidden
 */
export async function acceptInvitation(
  { pool, keyring }: PeopleContext,
  { token, joiner }: { readonly token: string; readonly joiner: Joiner },
): Promise<{ readonly personId: string }> {
  return inTransaction(pool, async (client) => {
    const invitation = await findInvitation(client, invitationHash(keyring, token))
    if (invitation === undefined) throw new PaidoutError("invitation_invalid")
    if (invitation.email !== null && invitation.email !== joiner.email.toLowerCase()) {
      throw new PaidoutError("forbidden", `This link is for ${invitation.email}.`)
    }
    const personId = await personOf(client, joiner)
    await join(client, invitation, personId)
    if (joiner.kind === "known") {
      const { merchantId } = invitation
      await setSessionMerchant(client, { sessionId: joiner.sessionId, personId, merchantId })
    }
    return { personId }
  })
}

async function personOf(client: Queryable, joiner: Joiner): Promise<string> {
  if (joiner.kind === "known") return joiner.personId
  const made = await insertPerson(client, joiner)
  if (made === undefined) throw new PaidoutError("email_taken")
  return made
}

async function join(client: Queryable, invitation: Invitation, personId: string): Promise<void> {
  const { merchantId, id, role } = invitation
  if (!(await insertMember(client, { merchantId, personId, role }))) {
    throw new PaidoutError("conflict", "You are a member here already.")
  }
  if (!(await useInvitation(client, { merchantId, id, personId }))) {
    throw new PaidoutError("invitation_invalid")
  }
  const actor = idText("person", personId)
  await insertAudit(client, {
    ...{ merchantId, actor },
    action: "member.join",
    object: actor,
    after: { role, invitation: idText("invitation", id) },
  })
}
