import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { DETAIL_KIND, type Destination } from "./payout-state.ts"
import { newDetailReference } from "./psp-reference.ts"

/** Keeps where a shopper's money may go to. Its name is the `recurringDetailReference`. */
export function storeDetail(
  world: World,
  detail: { readonly shopperReference: string; readonly destination: Destination },
): Promise<Thing> {
  return world.add({
    kind: DETAIL_KIND,
    name: newDetailReference(),
    reference: detail.shopperReference,
    status: "stored",
    state: { ...detail.destination },
  })
}
