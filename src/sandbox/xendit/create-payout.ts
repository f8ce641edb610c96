import { randomUUID } from "node:crypto"
import type { JsonObject } from "../../providers/json.ts"
import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer } from "../exchange.ts"
import { readSettings } from "../settings.ts"
import type { KeptAnswer, World } from "../world.ts"
import { addPayout, newState } from "./add-payout.ts"
import { answerOnce } from "./answer-once.ts"
import { completeCashProperties } from "./cash.ts"
import { channelsOf } from "./own-channels.ts"
import { payoutBody } from "./payout-body.ts"
import { PAYOUT, type PayoutState } from "./payout.ts"
import { readPayoutRequest, type PayoutRequest } from "./read-payout-request.ts"
import { SETTINGS } from "./settings.ts"

/** Answers a call for a payout of v2. */
export function createPayout(
  asked: { readonly idempotencyKey: string; readonly body: JsonObject },
  world: World,
): Promise<SandboxAnswer> {
  const { body, idempotencyKey } = asked
  const settings = readSettings(SETTINGS, world.account.settings)
  const key = { key: `v2 ${idempotencyKey}`, body }
  return answerOnce(key, world, {
    duplicateStatus: settings.duplicate_status,
    again: (kept) => answerAgain(kept, world),
    async first() {
      const channels = channelsOf(settings.channels)
      const reading = readPayoutRequest(body, { channels, now: world.now })
      if (!reading.ok) return reading.answer
      const { reference } = reading.request
      const made = stateOfRequest(reading.request, idempotencyKey, world.now)
      const id = `disb-${randomUUID()}`
      const payout = await addPayout({ kind: PAYOUT, id, reference, made }, world)
      return jsonAnswer(200, payoutBody(payout, world.account))
    },
  })
}

/** Observed: not the first answer, but the payout as it stands now. */
async function answerAgain(kept: KeptAnswer, world: World): Promise<SandboxAnswer> {
  const { id } = JSON.parse(kept.answer.body) as { id: string }
  const payout = await world.find(PAYOUT, id)
  if (payout === null) throw new Error(`The payout ${id} of a kept answer is gone.`)
  return jsonAnswer(200, payoutBody(payout, world.account))
}

function stateOfRequest(request: PayoutRequest, idempotencyKey: string, now: Date): PayoutState {
  const { channel, channelProperties, description, receiptNotification, metadata } = request
  const isCash = channel.category === "OTC"
  return {
    ...newState(now),
    amount: String(request.amount),
    currency: channel.currency,
    channelCode: channel.code,
    channelCategory: channel.category,
    channelProperties: isCash ? completeCashProperties(channelProperties, now) : channelProperties,
    ...(description !== undefined && { description }),
    ...(receiptNotification !== undefined && { receiptNotification }),
    ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
    idempotencyKey,
  }
}
