import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { batchState } from "./payout-things.ts"
import { sendRequest } from "./send-request.ts"
import { settleRequest } from "./settle-request.ts"

/** What happens to a payout request when its moment has come. */
export async function stepRequest(batch: Thing, world: World): Promise<void> {
  if (batchState(batch).sentAt === null) await sendRequest(batch, world)
  else await settleRequest(batch, world)
}
