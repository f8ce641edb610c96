import type { Thing } from "../simulator.ts"
import type { ThingChanges, World } from "../world.ts"
import { answered } from "./answer-of-bank.ts"
import { nextMoment } from "./next-moment.ts"
import { payoutSettings, type PayoutSettings } from "./payout-settings.ts"
import {
  batchState,
  CURRENCY,
  PAYOUT,
  payoutState,
  unitsOf,
  type BatchWord,
} from "./payout-things.ts"
import { secondsAfter } from "./seconds-after.ts"
import { tellContradiction, tellOfRequest } from "./tell-request.ts"

/** Takes what the bank says by now of the payouts of a request, all in one go, and tells of it. */
export async function settleRequest(batch: Thing, world: World): Promise<void> {
  const settings = payoutSettings(world)
  const before = new Map<string, string>()
  const contradicted: Thing[] = []
  const payouts = await world.changeParts({ kind: PAYOUT, parent: batch.name }, (payout) => {
    before.set(payout.name, payout.status)
    if (isContradicted(payout, world.now)) contradicted.push(payout)
    return changesOf(payout, world, settings)
  })
  const moved = payouts.filter((payout) => before.get(payout.name) !== payout.status)
  await giveBack(batch, moved, world)

  const status = wordOf(payouts)
  const changed = await world.change(batch, { status, nextStepAt: nextMoment(payouts) })
  // After DONE no bulk callback follows: the vendor says to retrieve the payout periodically.
  const isElsewhere = status !== batch.status
  if (isElsewhere || batch.status !== "DONE" || settings.callback_after_pending) {
    await tellOfRequest(changed, { payouts, moved, isElsewhere }, world)
  }
  if (contradicted.length > 0) {
    await tellContradiction(changed, { payouts, contradicted }, world)
  }
  if (isElsewhere && status === "DONE") await noteReversal(changed, world)
}

async function noteReversal(batch: Thing, world: World): Promise<void> {
  if ((world.account.misbehaviour.reverse ?? 0) === 0) return
  await world.note("Pivot knows no reversal: `reverse` does nothing here.", { thing: batch })
}

/** DONE does not mean that every payout is final: some may be PENDING still. */
function wordOf(payouts: readonly Thing[]): BatchWord {
  if (payouts.some(({ status }) => status === "DELAYED")) return "DELAYED"
  return payouts.some(({ status }) => status === "APPROVED") ? "IN_PROGRESS" : "DONE"
}

function changesOf(payout: Thing, world: World, settings: PayoutSettings): ThingChanges | null {
  const answer = answered(payout, world.now, settings)
  if (answer === null) {
    if (!isContradicted(payout, world.now)) return null
    return { state: { ...payoutState(payout), contradictedAt: null } }
  }
  if (answer.status !== "SUCCESS" || !world.happens("failed_after_succeeded", payout)) {
    return answer
  }
  const contradictedAt = secondsAfter(world.now, settings.contradiction_seconds).toISOString()
  return { ...answer, state: { ...answer.state, contradictedAt } }
}

function isContradicted(payout: Thing, now: Date): boolean {
  const { contradictedAt } = payoutState(payout)
  return contradictedAt !== null && new Date(contradictedAt) <= now
}

/** What failed was taken when the request was sent, and comes back. */
async function giveBack(batch: Thing, moved: readonly Thing[], world: World): Promise<void> {
  const failed = moved.filter(({ status }) => status === "FAILED")
  if (failed.length === 0) return
  const amount = failed.reduce((sum, payout) => sum + unitsOf(payoutState(payout).amount), 0n)
  await world.move("DISBURSEMENT", CURRENCY, amount)
  const fees = unitsOf(batchState(batch).fee) * BigInt(failed.length)
  if (fees > 0n && payoutSettings(world).fee_of_failed === "returned") {
    await world.move("MASTER", CURRENCY, fees)
  }
}
