import { createHash, randomUUID } from "node:crypto"
import { sortedKeys } from "../../payout/sorted-keys.ts"
import type { JsonObject } from "../../providers/json.ts"
import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer } from "../exchange.ts"
import { readSettings } from "../settings.ts"
import type { Thing } from "../thing.ts"
import type { KeptAnswer, World } from "../world.ts"
import { apiError } from "./api-error.ts"
import { debit } from "./cash-balance.ts"
import { completeCashProperties } from "./cash.ts"
import { courseOf, failing } from "./course.ts"
import { nextMoment, noteStatus } from "./enter-status.ts"
import { magicOutcome } from "./magic-numbers.ts"
import { channelsOf } from "./own-channels.ts"
import { payoutBody } from "./payout-body.ts"
import { PAYOUT, type PayoutState } from "./payout.ts"
import { findPlan } from "./plans.ts"
import { readPayoutRequest, type PayoutRequest } from "./read-payout-request.ts"
import { SETTINGS, type XenditSettings } from "./settings.ts"

const ESTIMATED_ARRIVAL_MS = 15 * 60 * 1000
const HOUR_MS = 60 * 60 * 1000

/**
 * Once per idempotency key: the same request again gets the same payout as it then stands, another
 * one under the same key is refused. A refused request leaves its key free.
 */
export async function createPayout(
  asked: { readonly idempotencyKey: string; readonly body: JsonObject },
  world: World,
): Promise<SandboxAnswer> {
  const { body, idempotencyKey } = asked
  const settings = readSettings(SETTINGS, world.account.settings)
  const key = `v2 ${idempotencyKey}`
  const requestHash = hashOf(body)
  const kept = await world.recall(key)
  if (kept !== null && isRemembered(kept, settings, world.now)) {
    if (kept.requestHash.equals(requestHash)) return answerAgain(kept, world)
    return apiError("DUPLICATE_ERROR", { status: settings.duplicate_status })
  }
  const channels = channelsOf(settings.channels)
  const reading = readPayoutRequest(body, { channels, now: world.now })
  if (!reading.ok) return reading.answer
  const payout = await addPayout(reading.request, world, { settings, idempotencyKey })
  const answer = jsonAnswer(200, payoutBody(payout, world.account))
  await world.remember(key, { requestHash, answer, at: world.now })
  return answer
}

/** Observed: not the first answer, but the payout as it stands now. */
async function answerAgain(kept: KeptAnswer, world: World): Promise<SandboxAnswer> {
  const { id } = JSON.parse(kept.answer.body) as { id: string }
  const payout = await world.find(PAYOUT, id)
  if (payout === null) throw new Error(`The payout ${id} of a kept answer is gone.`)
  return jsonAnswer(200, payoutBody(payout, world.account))
}

async function addPayout(
  request: PayoutRequest,
  world: World,
  how: { readonly settings: XenditSettings; readonly idempotencyKey: string },
): Promise<Thing> {
  const { settings } = how
  const { channel, reference } = request
  const made = stateOfRequest(request, how.idempotencyKey, world.now)
  const { channelProperties } = made
  const plan = findPlan(settings.plans, {
    reference,
    accountNumber: channelProperties["account_number"],
  })
  const course = courseOf(plan?.outcome ?? magicOutcome(channel.category, channelProperties), {
    settings,
    createdAt: world.now,
    expiresAt: channelProperties["expires_at"] ?? null,
  })
  const isDebited = settings.debited_at === "accepted" && (await debit(made, world))
  const isShort = settings.debited_at === "accepted" && !isDebited
  const state: PayoutState = {
    ...made,
    isDebited,
    course: isShort ? [failing("INSUFFICIENT_BALANCE", settings.failed_after_seconds)] : course,
  }
  const payout = await world.add({
    kind: PAYOUT,
    name: `disb-${randomUUID()}`,
    reference,
    // So that the payouts of a channel that comes back are found.
    parent: channel.code,
    status: "ACCEPTED",
    state: { ...state },
    nextStepAt: nextMoment(state.course, world.now),
  })
  await noteStatus(payout, world)
  return payout
}

function stateOfRequest(request: PayoutRequest, idempotencyKey: string, now: Date): PayoutState {
  const { channel, channelProperties, description, receiptNotification, metadata } = request
  return {
    amount: String(request.amount),
    currency: channel.currency,
    channelCode: channel.code,
    channelCategory: channel.category,
    channelProperties:
      channel.category === "OTC"
        ? completeCashProperties(channelProperties, now)
        : channelProperties,
    ...(description !== undefined && { description }),
    ...(receiptNotification !== undefined && { receiptNotification }),
    ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
    idempotencyKey,
    created: now.toISOString(),
    updated: now.toISOString(),
    estimatedArrivalTime: new Date(now.getTime() + ESTIMATED_ARRIVAL_MS).toISOString(),
    isDebited: false,
    course: [],
  }
}

function isRemembered(kept: KeptAnswer, settings: XenditSettings, now: Date): boolean {
  const { idempotency_hours: hours } = settings
  return hours === null || now.getTime() - kept.at.getTime() < hours * HOUR_MS
}

/** The order of fields does not matter. */
function hashOf(body: JsonObject): Buffer {
  return createHash("sha256")
    .update(JSON.stringify(sortedKeys(body)))
    .digest()
}
