import type { EncodedWebhook } from "../../providers/provider.ts"
import type { Thing } from "../simulator.ts"
import type { WorldAccount } from "../world.ts"
import { stateOf } from "./transfer-state.ts"
import { writeTransferData } from "./write-transfer.ts"
import { adyenTime } from "./zone-time.ts"

/** The webhook of a transfer as it stands, without credentials: the delivery engine signs it. */
export function writeTransferWebhook(
  thing: Thing,
  account: WorldAccount,
  how: {
    readonly type: string
    /** When it is queued. */
    readonly at: Date
    readonly version: 3 | 4
  },
): EncodedWebhook {
  const data =
    how.version === 3 ? dataOfVersion3(thing, account) : writeTransferData(thing, account)
  const body = JSON.stringify({
    data,
    environment: "test",
    timestamp: adyenTime(how.at),
    type: how.type,
  })
  return {
    headers: { "content-type": "application/json; charset=utf-8" },
    body: Buffer.from(body, "utf8"),
  }
}

/** Fields that v4 gathered in objects stand by themselves. */
function dataOfVersion3(thing: Thing, account: WorldAccount): Readonly<Record<string, unknown>> {
  const data = writeTransferData(thing, account)
  const { balanceAccount: _, categoryData: __, paymentInstrument: ___, ...same } = data
  const { order, events } = stateOf(thing)
  const { balanceAccountId, priority, paymentInstrumentId } = order
  const transactionId = events.findLast(
    (event) => event.type === "accounting" && event.transactionId !== undefined,
  )
  return {
    ...same,
    balanceAccountId,
    ...(priority && { priority }),
    ...(paymentInstrumentId && { paymentInstrumentId }),
    ...(transactionId?.type === "accounting" && { transactionId: transactionId.transactionId }),
  }
}
