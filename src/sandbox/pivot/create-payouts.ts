import { randomUUID } from "node:crypto"
import { decimalFromAmount } from "../../payout/money.ts"
import { arrayOf, isAbsent } from "../../providers/json-fields.ts"
import type { JsonObject } from "../../providers/json.ts"
import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { answerRefusals } from "./answer-refusals.ts"
import { checkFunds, checkNew, countTowardsDay, withInquiries } from "./check-payouts.ts"
import { readJsonBody, success } from "./envelope.ts"
import {
  fieldRequired,
  payoutsFormatInvalid,
  serviceUnavailable,
  tooManyPayouts,
} from "./errors.ts"
import { payoutSettings, type PayoutSettings } from "./payout-settings.ts"
import {
  BATCH,
  CURRENCY,
  PAYOUT,
  PAYOUTS_MAX,
  payoutName,
  unitsOf,
  type BatchState,
  type PayoutState,
} from "./payout-things.ts"
import { createdBody } from "./payout-wire.ts"
import { fateOf, type Fate } from "./plans.ts"
import { readPayoutItem, type PayoutItem } from "./read-payout-item.ts"
import { Refusal } from "./refusal.ts"
import { answerOnce } from "./request-id.ts"
import { secondsAfter } from "./seconds-after.ts"

/** `POST /v1/payouts`: 1 to 1,000 payouts, all of them or none. */
export function createPayouts(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const answer = () => answerCreate(readJsonBody(call), world)
  return answerOnce(call, world, { scope: "payouts", answer })
}

/** Without the request's id. */
export async function answerCreate(
  body: JsonObject | undefined,
  world: World,
): Promise<SandboxAnswer> {
  const settings = payoutSettings(world)
  return await answerRefusals(async () => {
    const items = await withInquiries(world, readItems(body, settings))
    const fates = items.map((item) => fateOf(item, settings.plans))
    if (fates.some(({ before }) => before === "unavailable")) {
      throw new Refusal(serviceUnavailable())
    }
    await checkNew(world, items)
    const total = items.reduce((sum, item) => sum + unitsOf(item.amount), 0n)
    await checkFunds(world, settings, { total, count: items.length })
    await countTowardsDay(world, settings, total)
    const { batch, payouts } = await addRequest(world, { items, fates, total, settings })
    return success(createdBody(batch, payouts, world.account.externalId))
  })
}

function readItems(body: JsonObject | undefined, settings: PayoutSettings): readonly PayoutItem[] {
  if (body === undefined) throw new Refusal(payoutsFormatInvalid())
  if (isAbsent(body["payouts"])) throw new Refusal(fieldRequired("payouts"))
  const values = arrayOf(body["payouts"])
  if (values === undefined || values.length === 0) throw new Refusal(payoutsFormatInvalid())
  if (values.length > PAYOUTS_MAX) throw new Refusal(tooManyPayouts())
  return values.map((value, index) => readPayoutItem(value, settings, `payouts[${index}]`))
}

async function addRequest(
  world: World,
  of: {
    readonly items: readonly PayoutItem[]
    readonly fates: readonly Fate[]
    readonly total: bigint
    readonly settings: PayoutSettings
  },
): Promise<{ readonly batch: Thing; readonly payouts: readonly Thing[] }> {
  const { items, fates, total, settings } = of
  const uuid = randomUUID()
  const state: BatchState = {
    items: items.length,
    total: decimalFromAmount(total, 0),
    fee: decimalFromAmount(settings.payout_fee, 0),
    forcedShort: fates.some(({ before }) => before === "short"),
    sentAt: null,
  }
  const batch = await world.add({
    kind: BATCH,
    name: uuid,
    reference: items.length === 1 ? (items[0]?.referenceId ?? null) : null,
    status: "IN_PROGRESS",
    state,
    nextStepAt: secondsAfter(world.now, settings.process_seconds),
  })
  const payouts = await world.addAll(
    items.map((item, index) => ({
      kind: PAYOUT,
      name: payoutName(uuid, item.referenceId),
      reference: item.referenceId,
      parent: uuid,
      status: "APPROVED",
      state: payoutStateOf(item, fates[index]),
    })),
  )
  return { batch, payouts }
}

function payoutStateOf(item: PayoutItem, fate: Fate | undefined): PayoutState {
  const { outcome = "success", reason = "", afterSeconds = null } = fate ?? {}
  return {
    amount: item.amount,
    currency: CURRENCY,
    inquiryId: item.inquiryId,
    channelCode: item.channelCode,
    accountNumber: item.accountNumber,
    accountName: item.accountName,
    description: item.description,
    reason: "",
    plan: { outcome, reason, afterSeconds },
    answersAt: null,
    contradictedAt: null,
  }
}
