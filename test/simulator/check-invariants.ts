import { checkAttention } from "./check-attention.ts"
import { checkDeliveries } from "./check-deliveries.ts"
import { checkLedger } from "./check-ledger.ts"
import { checkMessages } from "./check-messages.ts"
import { checkOrder } from "./check-order.ts"
import { checkQueues } from "./check-queues.ts"
import type { Simulation } from "./simulation.ts"

/** What does not hold after everything is done; one sentence each. */
export async function checkInvariants(simulation: Simulation): Promise<readonly string[]> {
  const messages = await checkMessages(simulation)
  const ledger = await checkLedger(simulation, messages.told)
  return [
    ...messages.broken,
    ...ledger.broken,
    ...(await checkAttention(simulation, ledger.standings)),
    ...(await checkDeliveries(simulation)),
    ...(await checkOrder(simulation)),
    ...(await checkQueues(simulation)),
  ]
}
