import { isIdentifier } from "../../providers/json-fields.ts"
import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { TRANSFER } from "./transfer-state.ts"

/** By an id as a stranger gives it: null where it is none that could be. */
export async function findTransfer(id: string, world: World): Promise<Thing | null> {
  return isIdentifier(id) ? world.find(TRANSFER, id) : null
}
