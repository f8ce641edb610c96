import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { DETAIL_KIND } from "./payout-state.ts"

/** A shopper's stored detail by its reference, or by `LATEST` the one that was used last. */
export async function findDetail(
  world: World,
  wanted: { readonly shopperReference: string; readonly selected: string },
): Promise<Thing | undefined> {
  const { shopperReference, selected } = wanted
  if (selected !== "LATEST") {
    const detail = await world.find(DETAIL_KIND, selected)
    return detail?.reference === shopperReference ? detail : undefined
  }
  const details = await world.findByReference(DETAIL_KIND, shopperReference)
  return details.toSorted(
    (a, b) => b.updatedAt.getTime() - a.updatedAt.getTime() || b.ordinal - a.ordinal,
  )[0]
}
