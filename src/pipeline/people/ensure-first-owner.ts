import { hasOwner } from "../../people/has-owner.ts"
import { STARTED_BY } from "../../people/invitation.ts"
import { withdrawInvitationsBy } from "../../people/withdraw-invitations.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { makeInvitation, type PeopleContext } from "./invite-person.ts"

/**
 * While the merchant has no owner: the token of a new link that makes one. The link of the start
 * before stops working, so that the last one printed is the one that counts.
 */
export async function ensureFirstOwner(
  { pool, keyring }: PeopleContext,
  merchantId: string,
): Promise<string | null> {
  return inTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock(hashtext('paidout.first_owner'))")
    if (await hasOwner(client, merchantId)) return null
    await withdrawInvitationsBy(client, { merchantId, createdBy: STARTED_BY })
    const { token } = await makeInvitation(client, keyring, {
      ...{ merchantId, role: "owner", email: null, actor: STARTED_BY },
    })
    return token
  })
}
