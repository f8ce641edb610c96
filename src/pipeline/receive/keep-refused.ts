import { newUuid } from "../../ids.ts"
import { pointOutQuarantine } from "../../inbox/point-out-quarantine.ts"
import {
  countDroppedRefusal,
  countRepeatedRefusal,
  giveBackQuarantineRoom,
  quarantineMessage,
  takeQuarantineRoom,
  type RefusedMessage,
} from "../../inbox/quarantine-message.ts"
import { trimQuarantine } from "../../inbox/trim-quarantine.ts"
import { ATTENTION_ADVICE } from "../../payout/attention.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

/**
 * Keeps a refused request, once per body and credential and within bounds, so that a wrongly
 * configured key loses nothing and junk cannot push real webhooks out.
 */
export function keepRefused(
  pool: Pool,
  message: RefusedMessage,
): Promise<"kept" | "repeated" | "dropped"> {
  return inTransaction(pool, async (client) => {
    if (await countRepeatedRefusal(client, message)) return "repeated"
    const room = await takeQuarantineRoom(client, message)
    if (room === "full") {
      await countDroppedRefusal(client, message)
      return "dropped"
    }
    if (!(await quarantineMessage(client, message))) {
      // The same body was stored since the first look.
      await giveBackQuarantineRoom(client, message)
      await countRepeatedRefusal(client, message)
      return "repeated"
    }
    if (room === "first") await trimQuarantine(client, message.merchantId, message.sourceId)
    const { merchantId, sourceId, reason, hint } = message
    await pointOutQuarantine(client, {
      ...{ merchantId, sourceId, id: newUuid() },
      advice: ATTENTION_ADVICE.quarantined,
      detail: { reason, hint },
    })
    return "kept"
  })
}
