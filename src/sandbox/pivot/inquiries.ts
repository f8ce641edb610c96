import { randomUUID } from "node:crypto"
import { isAbsent, isIdentifier, objectOf } from "../../providers/json-fields.ts"
import type { JsonObject } from "../../providers/json.ts"
import type { SandboxCall, SandboxRoute } from "../routes.ts"
import type { SandboxAnswer, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { answerRefusals } from "./answer-refusals.ts"
import { isChannelCode } from "./channels.ts"
import { readJsonBody, success } from "./envelope.ts"
import {
  fieldFormatInvalid,
  fieldRequired,
  inquiryMissing,
  unsupportedChannelCode,
} from "./errors.ts"
import { inquiryResult, type InquiryState } from "./inquiry-result.ts"
import { inquirySettings } from "./inquiry-settings.ts"
import { Refusal } from "./refusal.ts"

export const inquiryRoutes: readonly SandboxRoute[] = [
  { method: "POST", path: "/v1/inquiry-account", answer: inquire },
  { method: "GET", path: "/v1/inquiry-account/:uuid", answer: retrieve },
]

/** A thing of this kind is what a payout names by `inquiryId`. */
const INQUIRY = "inquiry"

const CHANNEL_CODE_MAX = 30
const ACCOUNT_MAX = 60

/** Idempotent per channel and account number, as was observed: the name of the first time counts. */
async function inquire(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  return await answerRefusals(async () => {
    const state = readInquiry(readJsonBody(call))
    const reference = `${state.channelCode}:${state.accountNumber}`
    const [before] = await world.findByReference(INQUIRY, reference)
    return await answerOf(before ?? (await addInquiry(world, reference, state)), world)
  })
}

async function retrieve(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  return await answerRefusals(async () => {
    const uuid = call.parameters["uuid"] ?? ""
    const inquiry = isIdentifier(uuid) ? await world.find(INQUIRY, uuid) : null
    if (inquiry === null) throw new Refusal(inquiryMissing())
    return await answerOf(inquiry, world)
  })
}

async function addInquiry(world: World, reference: string, state: InquiryState): Promise<Thing> {
  const { inquiry_fee: fee } = inquirySettings(world)
  // What happens when the fee's balance is short is stated nowhere: the inquiry is made all the same.
  if (fee > 0n) await world.move("MASTER", "IDR", -fee)
  return await world.add({ kind: INQUIRY, name: randomUUID(), reference, status: "PENDING", state })
}

/** The result is worked out when somebody asks, and kept for whoever looks at the thing. */
async function answerOf(inquiry: Thing, world: World): Promise<SandboxAnswer> {
  const result = inquiryResult(inquiry, inquirySettings(world), world.now)
  if (result.status !== inquiry.status) await world.change(inquiry, { status: result.status })
  const data = {
    uuid: inquiry.name,
    merchantId: world.account.externalId,
    inquiryResult: result,
  }
  return success(data, { message: "OK" })
}

/** @throws Refusal with the first fault */
function readInquiry(body: JsonObject | undefined): InquiryState {
  const information = objectOf(body?.["channelInformation"])
  // Observed: a flat body, with the account's fields beside the channel, names no field at all.
  if (body === undefined || information === undefined) throw new Refusal(fieldRequired(""))
  const channelCode = requiredText(body, "channelCode", CHANNEL_CODE_MAX)
  if (!isChannelCode(channelCode)) throw new Refusal(unsupportedChannelCode("channelCode"))
  return {
    channelCode,
    accountNumber: requiredText(information, "accountNumber", ACCOUNT_MAX),
    accountName: requiredText(information, "accountName", ACCOUNT_MAX),
  }
}

function requiredText(object: JsonObject, name: string, max: number): string {
  const value = object[name]
  if (isAbsent(value) || value === "") throw new Refusal(fieldRequired(name))
  if (typeof value !== "string" || value.length > max || !isIdentifier(value)) {
    throw new Refusal(fieldFormatInvalid(name))
  }
  return value
}
