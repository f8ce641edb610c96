import { isIdentifier } from "../../providers/json-fields.ts"
import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { answerRefusals } from "./answer-refusals.ts"
import { success } from "./envelope.ts"
import { fieldFormatInvalid, payoutMissing, payoutsInProcess } from "./errors.ts"
import { pageOf } from "./page-of.ts"
import { payoutSettings } from "./payout-settings.ts"
import { BATCH, listPayouts, PAYOUT, payoutName } from "./payout-things.ts"
import { totalsOf } from "./payout-totals.ts"
import { retrievedPayout, totalsBody } from "./payout-wire.ts"
import { Refusal } from "./refusal.ts"
import { secondsAfter } from "./seconds-after.ts"
import { wireTime } from "./wire-time.ts"

/** `GET /v1/payouts/{id}`, in its three forms. */
export async function retrievePayouts(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const id = call.parameters["id"] ?? ""
  const reference = call.query.get("referenceId")
  const type = call.query.get("type")
  return await answerRefusals(async () => {
    // No other text is the name of anything; PostgreSQL would not even take some of them.
    if (!isIdentifier(id) || !isIdentifier(reference ?? id)) throw new Refusal(payoutMissing())
    if (type === "single") return await retrieveByReference(id, world)
    if (type !== null) throw new Refusal(fieldFormatInvalid("type"))
    const batch = await world.find(BATCH, id)
    if (batch === null) throw new Refusal(payoutMissing())
    checkProcessed(batch, world)
    return reference === null
      ? await retrieveRequest(batch, call, world)
      : await retrieveOne(batch, reference, world)
  })
}

/** `/{uuid}`: the request, a page of its payouts, and the totals of all. */
async function retrieveRequest(
  batch: Thing,
  call: SandboxCall,
  world: World,
): Promise<SandboxAnswer> {
  const settings = payoutSettings(world)
  const payouts = await listPayouts(world, batch)
  const { items, pagination } = pageOf(payouts, call.query)
  const data = {
    created: wireTime(batch.createdAt, 0),
    merchantId: world.account.externalId,
    payoutResults: totalsBody(totalsOf(payouts)),
    payouts: items.map((payout) => retrievedPayout(payout, settings)),
    status: batch.status,
    updated: wireTime(batch.updatedAt, 0),
    uuid: batch.name,
  }
  return success(data, { pagination })
}

/** `/{uuid}?referenceId=`: one of its payouts, as an object, and nothing of the request's status. */
async function retrieveOne(batch: Thing, reference: string, world: World): Promise<SandboxAnswer> {
  const payout = await world.find(PAYOUT, payoutName(batch.name, reference))
  if (payout === null) throw new Refusal(payoutMissing())
  return success({
    merchantId: world.account.externalId,
    payoutResults: totalsBody(totalsOf(await listPayouts(world, batch))),
    payouts: retrievedPayout(payout, payoutSettings(world)),
    uuid: batch.name,
  })
}

/** `/{referenceId}?type=single`: a list. */
async function retrieveByReference(reference: string, world: World): Promise<SandboxAnswer> {
  const payouts = await world.findByReference(PAYOUT, reference)
  if (payouts.length === 0) throw new Refusal(payoutMissing())
  for (const payout of payouts) checkProcessed(payout, world)
  const settings = payoutSettings(world)
  return success(payouts.map((payout) => retrievedPayout(payout, settings)))
}

function checkProcessed(thing: Thing, world: World): void {
  const { in_process_seconds: wait } = payoutSettings(world)
  if (world.now < secondsAfter(thing.createdAt, wait)) throw new Refusal(payoutsInProcess())
}
