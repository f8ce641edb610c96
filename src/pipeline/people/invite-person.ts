import { randomBytes } from "node:crypto"

import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import { insertInvitation } from "../../people/insert-invitation.ts"
import type { Invitation } from "../../people/invitation.ts"
import { LOGIN_LIMITS } from "../../people/login-limits.ts"
import type { MemberRole } from "../../people/role.ts"
import type { Pool, Queryable } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

export interface PeopleContext {
  readonly pool: Pool
  readonly keyring: Keyring
}

export interface NewInvitation {
  readonly merchantId: string
  readonly role: MemberRole
  readonly email: string | null
  readonly actor: string
}

export interface MadeInvitation {
  readonly invitation: Invitation
  /** Can be read here and never again. */
  readonly token: string
}

/** @throws PaidoutError conflict: as many are open as may be. */
export async function invitePerson(
  { pool, keyring }: PeopleContext,
  wanted: NewInvitation,
): Promise<MadeInvitation> {
  return inTransaction(pool, (client) => makeInvitation(client, keyring, wanted))
}

/** Call it in a transaction. */
export async function makeInvitation(
  client: Queryable,
  keyring: Keyring,
  { merchantId, role, email, actor }: NewInvitation,
): Promise<MadeInvitation> {
  const token = randomBytes(tokenBytes).toString("base64url")
  const invitation = await insertInvitation(client, {
    ...{ merchantId, role, email, createdBy: actor },
    tokenHash: invitationHash(keyring, token),
  })
  if (invitation === undefined) {
    const { invitationsMax } = LOGIN_LIMITS
    throw new PaidoutError("conflict", `${invitationsMax} invitations are open: withdraw some.`)
  }
  await insertAudit(client, {
    ...{ merchantId, actor },
    action: "invitation.create",
    object: idText("invitation", invitation.id),
    after: { role, email },
  })
  return { invitation, token }
}

const tokenBytes = 32

export function invitationHash(keyring: Keyring, token: string): Buffer {
  return keyring.hash(`invitation ${token}`)
}
