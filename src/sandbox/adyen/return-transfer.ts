import { objectOf } from "../../providers/json-fields.ts"
import { readJson } from "../../providers/json.ts"
import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { endTransfer } from "./end-transfer.ts"
import { findTransfer } from "./find-transfer.ts"
import { invalidRequest, notFound } from "./platform-problem.ts"
import { REFERENCE_CHARACTERS_MAX } from "./read-transfer-request.ts"
import { newPspReference } from "./psp-reference.ts"
import { RequestFields } from "./request-fields.ts"
import { stateOf } from "./transfer-state.ts"
import { readWireAmount } from "./wire-amount.ts"

/**
 * `POST /transfers/{id}/returns`: brings a booked transfer back, whole, under its own id. Authorised,
 * and it is returned at once; or Declined, and nothing happens.
 */
export async function returnTransfer(
  transferId: string,
  body: Uint8Array,
  world: World,
): Promise<SandboxAnswer> {
  const reading = readJson(body)
  const object = reading.ok ? objectOf(reading.value) : undefined
  if (object === undefined) return invalidRequest("The body is no JSON object.")
  const fields = new RequestFields(object)
  const amount = readWireAmount(fields.json("amount"))
  if (fields.require("amount") && amount === undefined) {
    fields.fault("amount", "Must be a currency and a value of at least 1 of its minor units.")
  }
  const reference = fields.text("reference", REFERENCE_CHARACTERS_MAX) ?? newPspReference()
  if (fields.faults.length > 0) return invalidRequest("The return is not valid.", fields.faults)
  const thing = await findTransfer(transferId, world)
  if (thing === null) return notFound("There is no transfer with this id.")
  const { amount: sent } = stateOf(thing).order
  const isWhole = amount?.value === sent.value && amount.currency === sent.currency
  const returned =
    thing.status === "booked" && isWhole
      ? await endTransfer(thing, world, { status: "returned", reason: "approved" })
      : null
  const status = returned === null ? "Declined" : "Authorised"
  return jsonAnswer(200, { id: newPspReference(), reference, status, transferId })
}
