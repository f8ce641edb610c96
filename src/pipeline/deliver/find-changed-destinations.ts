import { findDestinations } from "../../ledger/find-destinations.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { PayoutState } from "../../payout/apply-payout.ts"
import type { Change } from "../../payout/canonical.ts"
import type { Destination } from "../../payout/event.ts"
import type { Queryable } from "../../postgres/pool.ts"

/** The whole accounts of the changed payouts, by payout: as just told, or as the ledger has them. */
export async function findChangedDestinations(
  queryable: Queryable,
  listeners: readonly { readonly change: Change }[],
  keyring: Keyring,
): Promise<ReadonlyMap<string, Destination>> {
  const found = new Map<string, Destination>()
  const stored = new Map<string, { readonly merchantId: string; readonly id: string }>()
  for (const { change } of listeners) {
    if (change.subject !== "payout") continue
    const { merchantId, id } = change.payout
    const told = justTold(change)
    if (told === null) stored.set(id, { merchantId, id })
    else found.set(id, told)
  }
  const asked = [...stored.values()].filter(({ id }) => !found.has(id))
  if (asked.length === 0) return found
  for (const { merchantId, id, sealed } of await findDestinations(queryable, asked)) {
    const opened = await keyring.open(merchantId, sealed)
    found.set(id, JSON.parse(opened.toString("utf8")) as Destination)
  }
  return found
}

/** Not written yet: the ledger's write goes out with the commit. */
function justTold({ payout }: Extract<Change, { readonly subject: "payout" }>): Destination | null {
  return "destinationTold" in payout ? (payout as PayoutState).destinationTold : null
}
